// SPDX-License-Identifier: Apache-2.0
import * as api from '../../core/api/associations.ts';
import { type Exchanges, publicExchanges } from '../../registry/credentials/federated.ts';
import { on, onAgent } from '../http/handler.ts';
import { door, type Listener } from '../http.ts';
import type { Service } from '../service.ts';
import { check } from './check.ts';
import { create } from './create.ts';
import { remove } from './delete.ts';
import { lend } from './lend.ts';
import { list } from './list.ts';
import { update } from './update.ts';

/** The function `associations`: the ways into customers' clouds, without a key of theirs. */
export const associationsFunction = (
  service: Service,
  exchanges: Exchanges = publicExchanges,
): Listener =>
  door(service, [
    on(api.checkAssociation, check(exchanges)),
    on(api.createAssociation, create),
    on(api.updateAssociation, update),
    on(api.listAssociations, list),
    on(api.deleteAssociation, remove),
    onAgent(api.lendRegistryToken, lend(exchanges)),
  ]);
