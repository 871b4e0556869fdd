// SPDX-License-Identifier: Apache-2.0
import type { Clock, Deadline } from '../clock.ts';
import { limits } from '../limits.ts';
import { Troubled } from '../troubled.ts';
import type { Answer, Request, Send } from './send.ts';

/** Answers of a registry that is busy or broken for the moment. */
const busy = new Set([408, 429, 500, 502, 503, 504]);

/** The first pause between two tries, in milliseconds; each later one is twice as long. */
const firstPause = 200;

/** Sends a request until it is answered for good or the time is over. @throws Troubled */
export type Persist = (request: Request, deadline: Deadline) => Promise<Answer>;

/**
 * Tries again what fails in passing, after the pause that the server asks for or one that grows; gives
 * up at once if that pause would reach past the deadline.
 */
export const persisting =
  (send: Send, clock: Clock): Persist =>
  async (request, { signal, until }) => {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await attempted(send, request, signal);
      if (!('trouble' in outcome)) return outcome.answer;
      const backoff = firstPause * 2 ** (attempt - 1) * (0.5 + Math.random());
      const pause = outcome.pause ?? backoff;
      const late = clock.now() + pause >= until;
      if (signal.aborted || late || attempt === limits.attempts) throw outcome.trouble;
      await clock.wait(pause, signal).catch(() => {
        throw outcome.trouble;
      });
    }
  };

type Outcome = { answer: Answer } | { trouble: Troubled; pause?: number | undefined };

async function attempted(send: Send, request: Request, signal: AbortSignal): Promise<Outcome> {
  try {
    const answer = await send(request, signal);
    if (!busy.has(answer.status)) return { answer };
    return { trouble: unavailable(answer), pause: pauseAsked(answer) };
  } catch (error) {
    if (error instanceof Troubled && error.passing) return { trouble: error };
    throw error;
  }
}

function unavailable({ status, url }: Answer): Troubled {
  return status === 429
    ? new Troubled('rate-limited', `${url.host} asks to slow down (429)`)
    : new Troubled('unreachable', `${url.host} cannot answer at the moment (${status})`);
}

/** The pause that `Retry-After` asks for (RFC 9110 §10.2.3), in milliseconds. */
function pauseAsked({ headers }: Answer): number | undefined {
  const text = headers['retry-after'];
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const at = Date.parse(text);
  const from = Date.parse(headers.date ?? '');
  return Number.isNaN(at - from) ? undefined : Math.max(0, at - from);
}
