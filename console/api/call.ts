// SPDX-License-Identifier: Apache-2.0
import { encode } from '../../core/api/encode.ts';
import type { Answered, Endpoint, Given } from '../../core/api/endpoint.ts';
import { everyItem, type ItemOf } from '../../core/api/every-item.ts';
import { refusal } from '../../core/api/refusal.ts';
import { Failure } from '../../core/errors.ts';
import { ended } from '../session/session.ts';
import { accessToken, spoilt } from '../session/tokens.ts';

/** How long an answer may take, in milliseconds. */
const patience = 30_000;

/**
 * Calls an endpoint as whoever is signed in. A token that the service refuses is replaced once;
 * where none is to be had, the person is asked to sign in.
 * @throws Failure as the server says it, or UNAVAILABLE
 */
export async function call<E extends Endpoint>(
  endpoint: E,
  request: Given<E>,
  signal?: AbortSignal,
): Promise<Answered<E>> {
  const { method, target, body } = encode(endpoint, request);
  const ask = (token: string) =>
    fetch(target, {
      method,
      redirect: 'error',
      signal: AbortSignal.any([AbortSignal.timeout(patience), ...(signal ? [signal] : [])]),
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((cause: unknown) => {
      if (signal?.aborted) throw cause;
      throw new Failure('UNAVAILABLE', 'the control plane does not answer', { cause });
    });

  const token = await present();
  let answer = await ask(token);
  if (answer.status === 401) {
    spoilt(token);
    answer = await ask(await present());
  }
  const json: unknown = await answer.json().catch(() => undefined);
  if (!answer.ok) throw refusal(answer.status, json, location.origin);
  const parsed = endpoint.response.safeParse(json);
  if (parsed.success) return parsed.data as Answered<E>;
  throw new Failure('INTERNAL', 'the control plane gave an answer that this console cannot read', {
    next: 'reload the page',
    cause: parsed.error,
  });
}

/** Every item of a list, page after page. @throws Failure */
export const all = <E extends Endpoint>(
  endpoint: E,
  request: Given<E>,
  signal?: AbortSignal,
): Promise<ItemOf<E>[]> => everyItem<E>(request, (asked) => call(endpoint, asked, signal));

async function present(): Promise<string> {
  const token = await accessToken();
  if (token !== undefined) return token;
  ended('Your session has ended.');
  throw new Failure('UNAUTHENTICATED', 'your session has ended', { next: 'sign in' });
}
