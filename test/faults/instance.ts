// SPDX-License-Identifier: Apache-2.0
import { deployables } from '../../functions/table.ts';
import { sweep } from '../../store/change.ts';
import type { Home } from '../fixtures/auth/home.ts';
import { listening } from '../fixtures/auth/listening.ts';
import { send } from '../fixtures/caller.ts';
import { type Fate, injected } from '../fixtures/injected.ts';
import type { Ask } from './asks.ts';
import { changed, type Kept, keptBy } from './kept.ts';

/** A new instance of the function answers the request, and has ended all that it had begun. */
export async function answered(home: Home, ask: Ask, fate: Fate) {
  const { endpoint, request, token } = ask;
  const begun: Promise<unknown>[] = [];
  const service = injected(home.service, (at, run) => {
    const running = fate(at, run);
    begun.push(running.catch(() => undefined));
    return running;
  });
  const server = await listening();
  server.serve(deployables[endpoint.function].make(service));
  const answer = await send(server.url, endpoint, request, token);
  for (let waited = 0; waited < begun.length; ) {
    waited = begun.length;
    await Promise.all(begun);
  }
  await server.close();
  return answer;
}

/** Nothing goes wrong. */
export const undisturbed: Fate = (_, run) => run();

/** What is other than before, when everything that was left to be published was. */
export async function outcome({ service }: Home, before: Kept): Promise<string[]> {
  await sweep(service, 0);
  return changed(before, await keptBy(service));
}
