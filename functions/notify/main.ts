// SPDX-License-Identifier: Apache-2.0
import type { Admit } from '../gcp/caller.ts';
import type { Listener } from '../http.ts';
import type { Service } from '../service.ts';
import { pushed } from '../triggered.ts';
import { notify } from './notify.ts';

/** The function `notify`: told of every change, it tells those outside who subscribed. */
export const notifyFunction = (service: Service, admit: Admit): Listener =>
  pushed(service, admit, notify(service));
