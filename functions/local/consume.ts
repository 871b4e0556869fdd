// SPDX-License-Identifier: Apache-2.0
import type { Subscriptions } from '../../ports/topics/port.ts';
import type { Service } from '../service.ts';
import { consumers } from '../table.ts';

/**
 * Hands messages to those who act on them, in this process: what push subscriptions do in a cloud. The
 * log says what was given up.
 */
export function consume(service: Service, subscriptions: Subscriptions): void {
  const all = Object.entries(consumers);
  for (const topic of new Set(all.flatMap(([, { topics }]) => topics))) {
    subscriptions.subscribe(`${topic}.dead`, 'log', async ({ id, attributes }) =>
      service.log({
        severity: 'ERROR',
        givenUp: topic,
        by: attributes['subscription'],
        message: id,
      }),
    );
  }
  for (const [name, { topics, make }] of all) {
    const consumer = make(service);
    for (const topic of topics) subscriptions.subscribe(topic, name, consumer);
  }
}
