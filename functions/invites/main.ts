// SPDX-License-Identifier: Apache-2.0
import * as api from '../../core/api/invites.ts';
import { on } from '../http/handler.ts';
import { door, type Listener } from '../http.ts';
import type { Service } from '../service.ts';
import { create } from './create.ts';
import { remove } from './delete.ts';
import { list } from './list.ts';

/** The function `invites`: promises of role bindings, kept as hashes of their codes. */
export const invitesFunction = (service: Service): Listener =>
  door(service, [
    on(api.createInvite, create),
    on(api.listInvites, list),
    on(api.deleteInvite, remove),
  ]);
