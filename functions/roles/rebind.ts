// SPDX-License-Identifier: Apache-2.0
import type { updateRoleBinding } from '../../core/api/role-bindings.ts';
import { Failure } from '../../core/errors.ts';
import { gulfstream } from '../../core/iam/roles.ts';
import { change } from '../../store/change.ts';
import { bindings } from '../../store/collections.ts';
import { demandSingle, grantsIn, replaceRole, usableRole } from '../../store/grants.ts';
import { find } from '../../store/kind.ts';
import { keepOwner } from '../../store/owners.ts';
import { absent, demand } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';
import { named } from './list-bindings.ts';

/** Puts another role in a binding; whoever does it holds all that the new role allows there. */
export const rebind: Handler<typeof updateRoleBinding> = ({ id, role: wanted }, call) => {
  const { service, author, principal } = call;
  const type = 'dev.chainguard.api.iam.rolebindings.updated.v1';
  return change(service, author, type, async (transaction, record) => {
    const before = await find(transaction, bindings, id);
    if (before === undefined) throw absent(id);
    if (before.role === gulfstream.id || wanted === gulfstream.id) throw forClusters();
    const role = await usableRole(transaction, wanted, before.parent);
    await demand(transaction, principal.identity, before.parent, role.capabilities);
    if (role.id !== before.role) await keepOwner(transaction, [before]);
    const held = await grantsIn(transaction, before.identity, before.parent);
    demandSingle(held, { ...before, role: role.id });
    const after = { ...before, role: role.id };
    const [shown] = await named(transaction, [after]);
    if (shown === undefined) throw absent(id);
    replaceRole(transaction, held, after);
    record(id, before.parent, shown);
    return shown;
  });
};

const forClusters = (): Failure =>
  new Failure(
    'PERMISSION_DENIED',
    'the cluster role is neither put in nor taken out of a binding',
    {
      next: 'chainctl cluster install',
    },
  );
