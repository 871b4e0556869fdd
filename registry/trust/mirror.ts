// SPDX-License-Identifier: Apache-2.0
import { deadlineIn } from '../clock.ts';
import { Troubled } from '../troubled.ts';
import { following } from '../wire/follow.ts';
import { heeding } from '../wire/heed.ts';
import { persisting } from '../wire/persist.ts';
import { type Answer, openWire, type Send } from '../wire/send.ts';
import type { Repository } from './repository.ts';
import type { TrustWays } from './settings.ts';

/** A mirror that is being read: everything of it ends with one deadline. */
export interface Reading extends Repository {
  close: () => void;
}

/**
 * Reads a TUF repository over HTTP, with the guards of registries: no addresses out of reach, no
 * compression, redirects to where they may lead only. `answered` is told of each answer, and `stop`
 * ends it early.
 * @throws Troubled for a URL that no mirror has
 */
export function readMirror(
  text: string,
  ways: TrustWays,
  { stop, answered }: { stop: AbortSignal; answered: () => void },
): Reading {
  const base = mirrorUrl(text);
  const plainHosts = new Set(base.protocol === 'http:' ? [base.host] : []);
  const wire = openWire(ways);
  let heard = false;
  const follow = following(wire.send, plainHosts);
  const send: Send = async (request, signal) => {
    try {
      const answer = await follow(request, signal);
      heard = true;
      answered();
      return answer;
    } catch (error) {
      if (heard || !(error instanceof Troubled)) throw error;
      // Without a network the first question says so; asking again would keep others waiting.
      throw new Troubled(error.reason, error.message, { cause: error });
    }
  };
  const persist = persisting(heeding(send, ways.clock), ways.clock);
  const { signal, until } = deadlineIn(ways.patience, ways.clock);
  const deadline = { signal: AbortSignal.any([signal, stop]), until };
  return {
    name: base.href.replace(/\/$/, ''),
    read: async (path, most) => {
      const url = new URL(path, base);
      if (!url.href.startsWith(base.href)) {
        throw new Troubled('malformed', `it names a file that is not below it (${path})`);
      }
      return bytesOf(await persist({ method: 'GET', url, headers: {}, most }, deadline));
    },
    close: wire.close,
  };
}

/** Stores answer 403 as well as 404 for what they do not have (TUF §5.3.3 leaves that open). */
function bytesOf({ status, body, url }: Answer): Buffer | undefined {
  if (status === 200) return body;
  if (status === 404 || status === 403) return undefined;
  throw new Troubled('malformed', `${url.host} answered ${status}, which means nothing here`);
}

/** Where the mirror is, with the slash that paths are appended to. @throws Troubled */
export function mirrorUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const bare = url !== undefined && `${url.username}${url.password}${url.search}${url.hash}` === '';
  if (url === undefined || !bare || !/^https?:$/.test(url.protocol)) {
    throw new Troubled(
      'malformed',
      'its URL is not that of a mirror: https://tuf.example.com/path',
    );
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}
