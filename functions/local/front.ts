// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage, ServerResponse } from 'node:http';
import { openapi } from '../../core/api/openapi.ts';
import { asFailure, Failure } from '../../core/errors.ts';
import { sendFailure, sendJson } from '../http/answer.ts';
import type { Listener } from '../http.ts';
import type { Service } from '../service.ts';
import { deployables, functionOf } from '../table.ts';
import { consolePages } from './console.ts';
import { download } from './downloads.ts';
import { demandLoopback } from './loopback.ts';

/**
 * What stands before the functions in the local home, as a load balancer does in a cloud: it sends
 * each path to its function and serves what a bucket would. `inside` is the loopback listener; the
 * other one, for clusters and colleagues, has no development login. `pages` is the folder of the
 * built console.
 */
export function front(
  service: Service,
  side: 'inside' | 'outside',
  pages?: Promise<string | undefined>,
): Listener {
  const seen = side === 'inside' ? service : { ...service, development: undefined };
  const listeners = new Map<string, Listener>(
    Object.entries(deployables).map(([name, { make }]) => [name, make(seen)]),
  );
  const contract = openapi(service.audience);
  const consolePage = consolePages(service.audience, pages);

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (side === 'inside') demandLoopback(request);
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const method = request.method ?? 'GET';
    const listener = listeners.get(functionOf(path) ?? '');
    if (listener !== undefined) return listener(request, response);
    const reads = method === 'GET' || method === 'HEAD';
    if (path === '/healthz' && reads) return sendJson(response, 200, { ok: true });
    if (path === '/openapi.json' && reads) return sendJson(response, 200, contract);
    if (path.startsWith('/downloads/')) {
      return download(service.blobs, method, path.slice('/downloads/'.length), response);
    }
    if (reads && (await consolePage(request, path, response))) return;
    throw new Failure('NOT_FOUND', `there is nothing at ${path.slice(0, 200)}`, {
      next: 'GET /openapi.json',
    });
  };

  return (request, response) =>
    serve(request, response).catch((error: unknown) => sendFailure(response, asFailure(error)));
}
