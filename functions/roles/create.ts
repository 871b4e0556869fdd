// SPDX-License-Identifier: Apache-2.0
import type { createRole } from '../../core/api/roles.ts';
import { newChild } from '../../core/iam/uidp.ts';
import { change } from '../../store/change.ts';
import { groups, roles } from '../../store/collections.ts';
import { find, create as write } from '../../store/kind.ts';
import { absent, demand } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

/** Makes a role of capabilities that its maker holds at the group. */
export const create: Handler<typeof createRole> = ({ parent, role }, call) => {
  const { service, author, principal } = call;
  const type = 'dev.chainguard.api.iam.role.created.v1';
  return change(service, author, type, async (transaction, record) => {
    if ((await find(transaction, groups, parent)) === undefined) throw absent(parent);
    await demand(transaction, principal.identity, parent, role.capabilities);
    const id = newChild(parent);
    const made = { id, ...role, capabilities: [...new Set(role.capabilities)].sort() };
    write(transaction, roles, id, { ...made, parent });
    record(id, parent, made);
    return made;
  });
};
