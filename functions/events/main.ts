// SPDX-License-Identifier: Apache-2.0
import * as api from '../../core/api/events.ts';
import { on } from '../http/handler.ts';
import { door, type Listener } from '../http.ts';
import type { Service } from '../service.ts';
import { list } from './list.ts';

/** The function `events`: the audit trail. */
export const eventsFunction = (service: Service): Listener =>
  door(service, [on(api.listEvents, list)]);
