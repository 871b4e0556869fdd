// SPDX-License-Identifier: Apache-2.0
import type { deleteIdentity } from '../../core/api/identities.ts';
import { Failure } from '../../core/errors.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import { change, mostChanged } from '../../store/change.ts';
import { identities } from '../../store/collections.ts';
import { allGrants, removeBindings } from '../../store/grants.ts';
import { at, find } from '../../store/kind.ts';
import { keepOwner } from '../../store/owners.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

/**
 * Deletes a machine identity with all its bindings.
 * @throws Failure FAILED_PRECONDITION when it has more of them than one change can take away
 */
export const remove: Handler<typeof deleteIdentity> = ({ id }, { service, author }) => {
  const type = 'dev.chainguard.api.iam.identity.deleted.v1';
  return change(service, author, type, async (transaction, record) => {
    const identity = await find(transaction, identities, id);
    if (identity === undefined) throw absent(id);
    const grants = await allGrants(transaction, id);
    const going = grants.flatMap((held) => held.bindings);
    if (1 + grants.length + going.length > mostChanged) throw tooMany(id, going.length);
    await keepOwner(
      transaction,
      going.map(({ id: binding, group, role }) => ({ id: binding, parent: group, role })),
    );
    for (const held of grants) {
      removeBindings(
        transaction,
        held,
        held.bindings.map((each) => each.id),
      );
    }
    transaction.delete(at(identities, id));
    record(id, identity.parent as Uidp, { name: identity.name });
    return {};
  });
};

const tooMany = (id: Uidp, bindings: number): Failure =>
  new Failure(
    'FAILED_PRECONDITION',
    `identity ${id} has ${bindings} role bindings, too many to go at once`,
    {
      next: `chainctl iam role-bindings list --identity ${id}`,
    },
  );
