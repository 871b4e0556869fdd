// SPDX-License-Identifier: Apache-2.0
import { sweep } from '../../store/change.ts';
import { clearDeparted } from '../../store/records.ts';
import type { Admit } from '../gcp/caller.ts';
import type { Listener } from '../http.ts';
import type { Service } from '../service.ts';
import { triggered } from '../triggered.ts';

/** Whoever made a change may still be publishing it; what is younger is left alone: milliseconds. */
const age = 10_000;

/**
 * The function `sweep`: called every minute, it publishes the changes that a crash left unpublished and
 * clears away what deleted clusters left.
 */
export const sweepFunction = (service: Service, admit: Admit): Listener =>
  triggered(service, admit, async (_request, entry) => {
    entry['cleared'] = await clearDeparted(service.documents, service.clock);
    entry['published'] = await sweep(service, age);
  });
