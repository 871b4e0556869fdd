// SPDX-License-Identifier: Apache-2.0
import { identity, type updateIdentity } from '../../core/api/identities.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import { change } from '../../store/change.ts';
import { identities } from '../../store/collections.ts';
import { find, put } from '../../store/kind.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';
import { demandAllHeld } from './held.ts';
import { checkPatterns } from './patterns.ts';

/** Changes a machine identity; whose tokens it takes, only by one who holds all that it holds. */
export const update: Handler<typeof updateIdentity> = async ({ id, ...given }, call) => {
  const { service, author, principal } = call;
  if (given.claimMatch !== undefined) checkPatterns(given.claimMatch);
  const type = 'dev.chainguard.api.iam.identity.updated.v1';
  return change(service, author, type, async (transaction, record, now) => {
    const before = await find(transaction, identities, id);
    if (before === undefined) throw absent(id);
    const { name = before.name, description = before.description } = given;
    const { claimMatch = before.claimMatch } = given;
    if (given.claimMatch !== undefined) {
      await demandAllHeld(transaction, principal.identity, id);
    }
    const after = { ...before, name, description, claimMatch, updatedAt: now };
    put(transaction, identities, id, after);
    record(id, before.parent as Uidp, identity.parse(after));
    return identity.parse(after);
  });
};
