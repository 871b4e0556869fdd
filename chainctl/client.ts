// SPDX-License-Identifier: Apache-2.0
import { encode } from '../core/api/encode.ts';
import type { Answered, Endpoint, Given } from '../core/api/endpoint.ts';
import { everyItem, type ItemOf } from '../core/api/every-item.ts';
import { refusal } from '../core/api/refusal.ts';
import { Failure } from '../core/errors.ts';
import type { Fetch } from '../registry/wire/fetch.ts';

/** Calls the API as whoever the token names. */
export interface Client {
  /** The answer of one call. @throws Failure as the server says it, or UNAVAILABLE */
  call<E extends Endpoint>(endpoint: E, request: Given<E>): Promise<Answered<E>>;
  /** Every item of a list, page after page. */
  all<E extends Endpoint>(endpoint: E, request: Given<E>): Promise<ItemOf<E>[]>;
}

export interface ClientOptions {
  /** The URL of the API, without a slash at the end. */
  api: string;
  /** The token to call with, asked for before each call. */
  token: () => Promise<string>;
  userAgent: string;
  fetch: Fetch;
  /** How long an answer may take, in milliseconds; a minute unless told. */
  patience?: number;
  /** Told of each call and how it went; never of tokens and bodies. */
  trace?: (line: string) => void;
}

export function connect(options: ClientOptions): Client {
  const call: Client['call'] = async (endpoint, request) => {
    const { method, target, body } = encode(endpoint, request);
    const answer = await send(options, method, target, body);
    const json: unknown = await answer.json().catch(() => undefined);
    options.trace?.(`${method} ${target.split('?')[0]} ${answer.status}`);
    if (!answer.ok) throw refusal(answer.status, json, options.api);
    const parsed = endpoint.response.safeParse(json);
    if (parsed.success) return parsed.data as Answered<typeof endpoint>;
    throw new Failure('INTERNAL', `${options.api} gave an answer that this chainctl cannot read`, {
      next: 'chainctl update',
      cause: parsed.error,
    });
  };
  const all: Client['all'] = (endpoint, request) =>
    everyItem<typeof endpoint>(request, (asked) => call(endpoint, asked));
  return { call, all };
}

async function send(
  { api, token, userAgent, fetch, patience = 60_000 }: ClientOptions,
  method: string,
  target: string,
  body: unknown,
): Promise<Response> {
  const authorization = `Bearer ${await token()}`;
  try {
    return await fetch(api + target, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
      headers: {
        authorization,
        'user-agent': userAgent,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('UNAVAILABLE', `${api} does not answer`, {
      next: 'chainctl config view',
      cause,
    });
  }
}
