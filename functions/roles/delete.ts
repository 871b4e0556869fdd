// SPDX-License-Identifier: Apache-2.0
import type { deleteRole } from '../../core/api/roles.ts';
import { Failure } from '../../core/errors.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import { change } from '../../store/change.ts';
import { bindings, invites, roles } from '../../store/collections.ts';
import { at, find, select } from '../../store/kind.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

/** Deletes a role that nothing refers to. @throws Failure FAILED_PRECONDITION with what does */
export const remove: Handler<typeof deleteRole> = ({ id }, { service, author }) => {
  const type = 'dev.chainguard.api.iam.role.deleted.v1';
  return change(service, author, type, async (transaction, record) => {
    const role = await find(transaction, roles, id);
    if (role === undefined) throw absent(id);
    const query = { where: { role: id }, limit: 20 };
    const bound = await select(transaction, bindings, query);
    const promised = await select(transaction, invites, query);
    const faults = [
      ...bound.map((each) => ({ place: each.id, fault: `${each.identity} is bound to it` })),
      ...promised.map((each) => ({ place: each.id, fault: 'an invite grants it' })),
    ];
    if (faults.length > 0) {
      throw new Failure('FAILED_PRECONDITION', `role "${role.name}" is in use`, {
        faults,
        next: `chainctl iam role-bindings list --role ${id}`,
      });
    }
    transaction.delete(at(roles, id));
    record(id, role.parent as Uidp, { name: role.name });
    return {};
  });
};
