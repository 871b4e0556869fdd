// SPDX-License-Identifier: Apache-2.0
import type { ServerResponse } from 'node:http';
import { codes, type ErrorCode, type Failure, toStatus } from '../../core/errors.ts';

/** What every answer of the API says to browsers: keep nothing, guess nothing, frame nothing. */
const always = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
} as const;

/** Sends the value as JSON. */
export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { ...always, 'content-length': body.length });
  response.end(body);
}

/** What goes better a second later, if nothing is wrong. */
const passing: ReadonlySet<ErrorCode> = new Set(['RESOURCE_EXHAUSTED', 'UNAVAILABLE']);

/** Sends a failure under its status; a caller without a token is told which kind is wanted (RFC 6750). */
export function sendFailure(response: ServerResponse, failure: Failure): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (failure.code === 'UNAUTHENTICATED') response.setHeader('www-authenticate', 'Bearer');
  if (passing.has(failure.code)) response.setHeader('retry-after', '1');
  sendJson(response, codes[failure.code].status, toStatus(failure));
}
