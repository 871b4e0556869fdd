// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { Api } from './api.ts';

const list = z.object({
  metadata: z.object({ resourceVersion: z.string() }),
  items: z.array(z.looseObject({})),
});
const event = z.object({ type: z.string(), object: z.looseObject({}) });

/**
 * Hands over every object of a collection and each of its changes, until it is stopped: a list, then
 * a watch from there, and again whenever that ends.
 */
export function following(
  api: Api,
  path: string,
  each: (object: object) => Promise<void>,
): { stop: () => Promise<void> } {
  let stopped = false;
  const hand = (object: object) => void each(object).catch(() => undefined);
  const round = async () => {
    const { items, metadata } = list.parse(JSON.parse((await api.call('GET', path)).body));
    for (const item of items) hand(item);
    const version = encodeURIComponent(metadata.resourceVersion);
    await api.follow(`${path}?watch=true&resourceVersion=${version}`, (line) => {
      const { type, object } = event.parse(JSON.parse(line));
      if (type === 'ADDED' || type === 'MODIFIED') hand(object);
    });
  };
  const run = async () => {
    while (!stopped) {
      await round().catch(() => undefined);
      if (!stopped) await sleep(200);
    }
  };
  const running = run();
  return {
    stop: () => {
      stopped = true;
      api.close();
      return running;
    },
  };
}
