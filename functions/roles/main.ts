// SPDX-License-Identifier: Apache-2.0
import * as bindingApi from '../../core/api/role-bindings.ts';
import * as api from '../../core/api/roles.ts';
import { on } from '../http/handler.ts';
import { door, type Listener } from '../http.ts';
import type { Service } from '../service.ts';
import { bind } from './bind.ts';
import { create } from './create.ts';
import { remove } from './delete.ts';
import { list } from './list.ts';
import { listBindings } from './list-bindings.ts';
import { rebind } from './rebind.ts';
import { unbind } from './unbind.ts';
import { update } from './update.ts';

/** The function `roles`: what roles allow, and who holds which where. */
export const rolesFunction = (service: Service): Listener =>
  door(service, [
    on(api.createRole, create),
    on(api.listRoles, list),
    on(api.updateRole, update),
    on(api.deleteRole, remove),
    on(bindingApi.createRoleBinding, bind),
    on(bindingApi.listRoleBindings, listBindings),
    on(bindingApi.updateRoleBinding, rebind),
    on(bindingApi.deleteRoleBinding, unbind),
  ]);
