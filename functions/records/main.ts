// SPDX-License-Identifier: Apache-2.0
import { listDenials } from '../../core/api/denials.ts';
import * as api from '../../core/api/records.ts';
import { on } from '../http/handler.ts';
import { door, type Listener } from '../http.ts';
import type { Service } from '../service.ts';
import { denials } from './denials.ts';
import { describe } from './describe.ts';
import { list } from './list.ts';

/** The function `records`: what runs in the clusters, and what the policies make of it. */
export const recordsFunction = (service: Service): Listener =>
  door(service, [
    on(api.listRecords, list),
    on(api.describeRecord, describe),
    on(listDenials, denials),
  ]);
