// SPDX-License-Identifier: Apache-2.0
import * as api from '../../core/api/clusters.ts';
import { on } from '../http/handler.ts';
import { door, type Listener } from '../http.ts';
import type { Service } from '../service.ts';
import { remove } from './delete.ts';
import { list } from './list.ts';
import { update } from './update.ts';

/** The function `clusters`: those that agents registered. Nothing but a registration makes one. */
export const clustersFunction = (service: Service): Listener =>
  door(service, [
    on(api.listClusters, list),
    on(api.updateCluster, update),
    on(api.deleteCluster, remove),
  ]);
