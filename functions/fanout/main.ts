// SPDX-License-Identifier: Apache-2.0
import type { Admit } from '../gcp/caller.ts';
import type { Listener } from '../http.ts';
import type { Service } from '../service.ts';
import { pushed } from '../triggered.ts';
import { fanout } from './fan-out.ts';

/** The function `fanout`: told of every change, it brings what clusters should have up to date. */
export const fanoutFunction = (service: Service, admit: Admit): Listener =>
  pushed(service, admit, fanout(service));
