// SPDX-License-Identifier: Apache-2.0
import * as api from '../../core/api/subscriptions.ts';
import { on } from '../http/handler.ts';
import { door, type Listener } from '../http.ts';
import type { Service } from '../service.ts';
import { create } from './create.ts';
import { remove } from './delete.ts';
import { list } from './list.ts';

/** The function `subscriptions`: who outside is told of what happens. */
export const subscriptionsFunction = (service: Service): Listener =>
  door(service, [
    on(api.createSubscription, create),
    on(api.listSubscriptions, list),
    on(api.deleteSubscription, remove),
  ]);
