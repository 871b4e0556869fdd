// SPDX-License-Identifier: Apache-2.0
import * as api from '../../core/api/groups.ts';
import { on } from '../http/handler.ts';
import { door, type Listener } from '../http.ts';
import type { Service } from '../service.ts';
import { create, createRoot } from './create.ts';
import { remove } from './delete.ts';
import { list } from './list.ts';
import { update } from './update.ts';

/** The function `groups`: the hierarchy that everything else stands in. */
export const groupsFunction = (service: Service): Listener =>
  door(service, [
    on(api.createRootGroup, createRoot),
    on(api.createGroup, create),
    on(api.listGroups, list),
    on(api.updateGroup, update),
    on(api.deleteGroup, remove),
  ]);
