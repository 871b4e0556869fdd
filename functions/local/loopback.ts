// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage } from 'node:http';
import { Failure } from '../../core/errors.ts';

const names = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Lets only those requests through that were meant for this machine: a page from elsewhere whose name
 * was made to point here carries its own name in Host or Origin (DNS rebinding).
 * @throws Failure PERMISSION_DENIED
 */
export function demandLoopback(request: IncomingMessage): void {
  if (!isLoopback(`http://${request.headers.host ?? ''}`)) throw foreign('Host');
  const { origin } = request.headers;
  if (origin !== undefined && origin !== 'null' && !isLoopback(origin)) throw foreign('Origin');
  if (origin === 'null' && request.method !== 'GET') throw foreign('Origin');
}

function isLoopback(url: string): boolean {
  return URL.canParse(url) && names.has(new URL(url).hostname);
}

const foreign = (header: string): Failure =>
  new Failure('PERMISSION_DENIED', `${header} names another machine; this port answers localhost`, {
    place: header,
    next: 'the same request to http://localhost, at this port',
  });
