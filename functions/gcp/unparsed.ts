// SPDX-License-Identifier: Apache-2.0
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

const types = new WeakMap<IncomingMessage, string>();

/**
 * Keeps functions-framework from parsing JSON before we do: it would answer what is malformed with a
 * page of its own, without our message and its position. It hands bytes of an unknown type on as they
 * are, so that is what JSON is said to be until it reaches us. It would also unpack what is compressed
 * to any size, so nothing is said to be: in no home is a compressed body taken.
 */
export function leaveUnparsed(): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    delete request.headers['content-encoding'];
    const type = request.headers['content-type'];
    if (type === undefined || !/json/i.test(type)) return;
    types.set(request, type);
    request.headers['content-type'] = 'application/octet-stream';
  });
}

/** Gives a request the content type back that it came with. */
export function restoreType(request: IncomingMessage): void {
  const type = types.get(request);
  if (type !== undefined) request.headers['content-type'] = type;
}
