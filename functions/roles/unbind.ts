// SPDX-License-Identifier: Apache-2.0
import type { deleteRoleBinding } from '../../core/api/role-bindings.ts';
import { change } from '../../store/change.ts';
import { bindings } from '../../store/collections.ts';
import { grantsIn, removeBindings } from '../../store/grants.ts';
import { find } from '../../store/kind.ts';
import { keepOwner } from '../../store/owners.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

/** Takes a role away; a root keeps its last owner. */
export const unbind: Handler<typeof deleteRoleBinding> = ({ id }, { service, author }) => {
  const type = 'dev.chainguard.api.iam.rolebindings.deleted.v1';
  return change(service, author, type, async (transaction, record) => {
    const binding = await find(transaction, bindings, id);
    if (binding === undefined) throw absent(id);
    await keepOwner(transaction, [binding]);
    const held = await grantsIn(transaction, binding.identity, binding.parent);
    removeBindings(transaction, held, [id]);
    record(id, binding.parent, { identity: binding.identity, role: binding.role });
    return {};
  });
};
