// SPDX-License-Identifier: Apache-2.0
import { role, type updateRole } from '../../core/api/roles.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import { change } from '../../store/change.ts';
import { roles } from '../../store/collections.ts';
import { find, put } from '../../store/kind.ts';
import { absent, demand } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

/** Changes a role; what it comes to allow, its editor must hold at the role's group. */
export const update: Handler<typeof updateRole> = ({ id, ...given }, call) => {
  const { service, author, principal } = call;
  const type = 'dev.chainguard.api.iam.role.updated.v1';
  return change(service, author, type, async (transaction, record) => {
    const before = await find(transaction, roles, id);
    if (before === undefined) throw absent(id);
    const parent = before.parent as Uidp;
    const { name = before.name, description = before.description } = given;
    const allowed = [...new Set(given.capabilities ?? before.capabilities)].sort();
    const added = allowed.filter((capability) => !before.capabilities.includes(capability));
    await demand(transaction, principal.identity, parent, added);
    const after = { ...before, name, description, capabilities: allowed };
    put(transaction, roles, id, after);
    record(id, parent, role.parse(after));
    return role.parse(after);
  });
};
