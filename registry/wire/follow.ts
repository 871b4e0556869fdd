// SPDX-License-Identifier: Apache-2.0
import { limits } from '../limits.ts';
import { Troubled } from '../troubled.ts';
import { mayFollow, type PlainHosts } from './plain.ts';
import type { Request, Send } from './send.ts';

const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * Follows redirects of reading requests, as registries send them to where their blobs are stored.
 * Credentials stay behind, even on the same host. @throws Troubled
 */
export const following =
  (send: Send, plainHosts: PlainHosts): Send =>
  async (request, signal) => {
    let step: Request = request;
    for (let hops = 0; hops <= limits.redirects; hops += 1) {
      const answer = await send(step, signal);
      const { location } = answer.headers;
      if (!redirects.has(answer.status) || location === undefined) return answer;
      if (answer.status === 303 && step.notElsewhere === true) return answer;
      const { authorization, ...headers } = step.headers;
      step = { ...step, headers, url: onward(location, step, plainHosts) };
    }
    throw new Troubled('malformed', `${request.url.host} redirects in circles`);
  };

function onward(location: string, { method, url }: Request, plainHosts: PlainHosts): URL {
  const target = URL.canParse(location, url) ? new URL(location, url) : undefined;
  if (method === 'POST' || target === undefined || !mayFollow(target, url, plainHosts)) {
    throw new Troubled('malformed', `${url.host} redirects to where no request is sent`);
  }
  return target;
}
