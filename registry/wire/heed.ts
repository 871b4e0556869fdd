// SPDX-License-Identifier: Apache-2.0
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import { Troubled } from '../troubled.ts';
import type { Answer, Request, Send } from './send.ts';

/** For how long a host is left alone that asks to slow down, at least and at most, in milliseconds. */
const alone = { first: 1_000, most: 600_000 };
/** The longest that a host may ask for, in milliseconds. */
const longest = 3_600_000;

/** A host that asked one caller to wait. */
interface Hold {
  at: number;
  until: number;
  pause: number;
  /** How often in a row: with nothing answered in between, or not for as long as the pause was. */
  strikes: number;
  trouble: Troubled;
  /** The first request after that time, until it is answered; the others wait for what it brings. */
  first?: Promise<unknown>;
  over?: boolean;
}

/**
 * Heeds hosts that ask to wait: those that answer 429, and those that answer 503 with `Retry-After`
 * (RFC 9110 §10.2.3). Until that time none of a caller's requests goes there: each fails at once and says
 * until when. Then one goes, and the others if it was answered. A host that says not how long is left
 * alone for longer each time. A bit is added by chance, so that not all come back at one moment.
 */
export function heeding(send: Send, clock: Clock): Send {
  const holds = new LRUCache<string, Hold>({ max: 10_000 });

  const hold = (key: string, answer: Answer, before: Hold | undefined): Troubled => {
    const now = clock.now();
    const asked = pauseAsked(answer, now);
    const last = holds.get(key);
    // What was under way beside the request that was told to wait is told the same: that counts once.
    const told = last !== undefined && last !== before && last.until >= now + (asked ?? 0);
    if (told) return last.trouble;
    const since = last !== undefined && (!last.over || now < last.until + last.pause);
    const row = since ? last.strikes + 1 : 1;
    const own = Math.min(alone.first * 2 ** (row - 1), alone.most);
    const pause = Math.min(Math.max(asked ?? 0, own), longest) * (1 + Math.random() / 10);
    const until = now + pause;
    const trouble = asksToWait(answer, asked, until);
    holds.set(key, { at: now, until, pause, strikes: row, trouble });
    return trouble;
  };

  return async (request, signal) => {
    const key = keyOf(request);
    let held = holds.get(key);
    // The clock was set back, and nobody asked to wait until it has caught up.
    if (held !== undefined && clock.now() < held.at) {
      holds.delete(key);
      held = undefined;
    }
    while (held !== undefined && !held.over && !signal.aborted) {
      if (held.until > clock.now()) throw held.trouble;
      if (held.first === undefined) break;
      await settled(held.first, signal);
      held = holds.get(key);
    }
    const answering = send(request, signal);
    // Nothing may be awaited since it was seen that nobody asks: else several would be the first.
    if (held !== undefined && !held.over) {
      const own = held;
      own.first ??= answering.catch(() => undefined).then(() => delete own.first);
    }
    const answer = await answering;
    if (asks(answer)) throw hold(key, answer, held);
    if (held !== undefined) held.over = true;
    return answer;
  };
}

const keyOf = ({ url, asker = '' }: Request): string => `${url.host} ${asker}`;

const asks = ({ status, headers }: Answer): boolean =>
  status === 429 || (status === 503 && headers['retry-after'] !== undefined);

function asksToWait({ status, url }: Answer, asked: number | undefined, until: number): Troubled {
  const wish = asked ? `to wait ${Math.ceil(asked / 1000)} s` : 'to slow down';
  const moment = new Date(until).toISOString();
  const message = `${url.host} asks ${wish} (${status}): it is asked again at ${moment}`;
  const reason = status === 429 ? 'rate-limited' : 'unreachable';
  return new Troubled(reason, message, { passing: true, until });
}

/** The pause that `Retry-After` asks for, in milliseconds; undefined for what says none. */
function pauseAsked({ headers }: Answer, now: number): number | undefined {
  const text = headers['retry-after'] ?? '';
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, longest);
  const pause = Date.parse(text) - (Date.parse(headers.date ?? '') || now);
  return Number.isNaN(pause) ? undefined : Math.min(Math.max(pause, 0), longest);
}

function settled(first: Promise<unknown>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => resolve();
    signal.addEventListener('abort', end, { once: true });
    void first.finally(() => {
      signal.removeEventListener('abort', end);
      resolve();
    });
  });
}
