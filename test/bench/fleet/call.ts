// SPDX-License-Identifier: Apache-2.0
import { Agent, request as ask } from 'node:http';
import { text } from 'node:stream/consumers';
import { encode } from '../../../core/api/encode.ts';
import type { Answered, Endpoint, Given } from '../../../core/api/endpoint.ts';

/** Calls endpoints of a home as whoever the token names. Throws what is not answered with 200. */
export type Call = <E extends Endpoint>(
  endpoint: E,
  request: Given<E>,
  token: string,
) => Promise<Answered<E>>;

/** How long an answer may take, in milliseconds: longer than any poll is held. */
const patience = 70_000;

/** Calls over connections that are kept: the simulator must cost less than what it measures. */
export function calls(url: string): Call {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  return async (endpoint, request, token) => {
    const { method, target, body } = encode(endpoint, request);
    const answer = await new Promise<{ status: number; json: string }>((resolve, reject) => {
      const sent = ask(url + target, {
        agent,
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
      });
      sent.on('error', reject);
      sent.setTimeout(patience, () => sent.destroy(new Error('no answer in time')));
      sent.on('response', (response) => {
        text(response).then((json) => resolve({ status: response.statusCode ?? 0, json }), reject);
      });
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
    if (answer.status === 200) return JSON.parse(answer.json);
    throw new Error(`${endpoint.id}: ${answer.status} ${answer.json.slice(0, 200)}`);
  };
}
