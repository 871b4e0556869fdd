// SPDX-License-Identifier: Apache-2.0
import type { createIdentity } from '../../core/api/identities.ts';
import { newChild, organisation, type Uidp } from '../../core/iam/uidp.ts';
import type { Reader } from '../../ports/documents/port.ts';
import { change } from '../../store/change.ts';
import { groups, identities } from '../../store/collections.ts';
import { addBinding, usableRole } from '../../store/grants.ts';
import { find, create as write } from '../../store/kind.ts';
import { absent, demand } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';
import { checkPatterns } from './patterns.ts';

/** Makes a machine identity, bound to a role at its group where one was given. */
export const create: Handler<typeof createIdentity> = async ({ parent, identity }, call) => {
  const { service, author, principal } = call;
  const { role: wanted, ...described } = identity;
  checkPatterns(described.claimMatch);
  const type = 'dev.chainguard.api.iam.identity.created.v1';
  return change(service, author, type, async (transaction, record, now) => {
    if ((await find(transaction, groups, parent)) === undefined) throw absent(parent);
    const role = wanted && (await giveable(transaction, principal.identity, wanted, parent));
    const id = newChild(parent);
    const made = { id, ...described, createdAt: now, updatedAt: now };
    write(transaction, identities, id, { ...made, parent });
    if (role !== undefined) {
      addBinding(
        transaction,
        { identity: id, organisation: organisation(parent), bindings: [] },
        { id: newChild(parent), parent, identity: id, role: role.id, createdAt: now },
      );
    }
    record(id, parent, { ...made, ...(role === undefined ? {} : { role: role.name }) });
    return made;
  });
};

async function giveable(reader: Reader, giver: Uidp, wanted: Uidp, group: Uidp) {
  const role = await usableRole(reader, wanted, group);
  await demand(reader, giver, group, ['role_bindings.create', ...role.capabilities]);
  return role;
}
