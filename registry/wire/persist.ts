// SPDX-License-Identifier: Apache-2.0
import type { Clock, Deadline } from '../clock.ts';
import { limits } from '../limits.ts';
import { Troubled } from '../troubled.ts';
import type { Answer, Request, Send } from './send.ts';

/** Answers of a registry that is broken for the moment. */
const broken = new Set([408, 500, 502, 503, 504]);

/** The first pause between two tries, in milliseconds; each later one is twice as long. */
const firstPause = 200;

/** Sends a request until it is answered for good or the time is over. @throws Troubled */
export type Persist = (request: Request, deadline: Deadline) => Promise<Answer>;

/**
 * Tries again what fails in passing, at the time that the server named or after a pause that grows; gives
 * up at once if that would reach past the deadline.
 */
export const persisting =
  (send: Send, clock: Clock): Persist =>
  async (request, { signal, until }) => {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await attempted(send, request, signal);
      if (!('trouble' in outcome)) return outcome.answer;
      const backoff = firstPause * 2 ** (attempt - 1) * (0.5 + Math.random());
      const named = outcome.trouble.until;
      const pause = named === undefined ? backoff : Math.max(named - clock.now(), 0);
      const late = clock.now() + pause >= until;
      if (signal.aborted || late || attempt === limits.attempts) throw outcome.trouble;
      await clock.wait(pause, signal).catch(() => {
        throw outcome.trouble;
      });
    }
  };

type Outcome = { answer: Answer } | { trouble: Troubled };

async function attempted(send: Send, request: Request, signal: AbortSignal): Promise<Outcome> {
  try {
    const answer = await send(request, signal);
    return broken.has(answer.status) ? { trouble: unavailable(answer) } : { answer };
  } catch (error) {
    if (error instanceof Troubled && error.passing) return { trouble: error };
    throw error;
  }
}

const unavailable = ({ status, url }: Answer): Troubled =>
  new Troubled('unreachable', `${url.host} cannot answer at the moment (${status})`);
