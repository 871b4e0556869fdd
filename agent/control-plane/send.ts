// SPDX-License-Identifier: Apache-2.0
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { encode } from '../../core/api/encode.ts';
import type { Answered, Endpoint, Given } from '../../core/api/endpoint.ts';
import { refusal } from '../../core/api/refusal.ts';
import { Failure } from '../../core/errors.ts';
import type { Fetch } from '../../registry/wire/fetch.ts';

/** How one request is sent. */
export interface Sending {
  /** How long the answer may take, in milliseconds; half a minute if absent. */
  patience?: number;
  signal?: AbortSignal;
  /** Sends the body compressed. */
  packed?: boolean;
}

/** Where requests go, as whom, and how. */
export interface Sender {
  url: string;
  token: string;
  userAgent: string;
  fetch: Fetch;
}

/** Sends a request of the contract and reads its answer. */
export type Ask = <E extends Endpoint>(
  endpoint: E,
  request: Given<E>,
  sending?: Sending,
) => Promise<Answered<E>>;

const packing = promisify(gzip);
const patient = 30_000;

/** Sends one request with the token. @throws Failure as the server says it, or UNAVAILABLE */
export async function send<E extends Endpoint>(
  { url, token, userAgent, fetch }: Sender,
  endpoint: E,
  request: Given<E>,
  { patience = patient, signal, packed = false }: Sending = {},
): Promise<Answered<E>> {
  const { method, target, body } = encode(endpoint, request);
  const json = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${token}`,
    'user-agent': userAgent,
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(packed ? { 'content-encoding': 'gzip' } : {}),
  };
  const late = AbortSignal.timeout(patience);
  const sent = packed && json !== undefined ? new Uint8Array(await packing(json)) : json;
  try {
    const answer = await fetch(url + target, {
      method,
      headers,
      redirect: 'error',
      signal: signal === undefined ? late : AbortSignal.any([late, signal]),
      ...(sent === undefined ? {} : { body: sent }),
    });
    const told: unknown = await answer.json().catch(() => undefined);
    if (!answer.ok) throw refusal(answer.status, told, url);
    const parsed = endpoint.response.safeParse(told);
    if (parsed.success) return parsed.data as Answered<E>;
    throw new Failure('INTERNAL', `${url} gave an answer that this agent cannot read`, {
      place: endpoint.id,
      next: 'chainctl cluster install',
      cause: parsed.error,
    });
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    const why =
      signal?.aborted === true ? 'was not waited for' : `does not answer${reasonOf(cause)}`;
    throw new Failure('UNAVAILABLE', `${url} ${why}`, { place: endpoint.id, cause });
  }
}

/** ` (ENOTFOUND)`: whether it is a name, a connection or a certificate that is in the way. */
function reasonOf(error: unknown): string {
  const { cause } = error instanceof Error ? error : {};
  return cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
}
