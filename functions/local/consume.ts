// SPDX-License-Identifier: Apache-2.0
import type { Subscriptions } from '../../ports/topics/port.ts';
import type { Service } from '../service.ts';
import { consumers } from '../table.ts';

/** Hands messages to those who act on them, in this process: what push subscriptions do in a cloud. */
export function consume(service: Service, subscriptions: Subscriptions): void {
  for (const [name, { topics, make }] of Object.entries(consumers)) {
    const consumer = make(service);
    for (const topic of topics) subscriptions.subscribe(topic, name, consumer);
  }
}
