// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { later } from '../../core/later.ts';
import type { Clock, Deadline } from '../clock.ts';
import { type Credential, fingerprint } from '../credentials/credential.ts';
import { limits } from '../limits.ts';
import { Troubled } from '../troubled.ts';
import type { Persist } from '../wire/persist.ts';
import { mayFollow, type PlainHosts } from '../wire/plain.ts';
import type { Request } from '../wire/send.ts';
import type { Scheme } from './challenge.ts';

export interface Token {
  value: string;
  /** When it is used no more, in milliseconds since the epoch. */
  until: number;
}

const answered = later(() =>
  z
    .object({
      token: z.string().optional(),
      access_token: z.string().optional(),
      expires_in: z.number().optional(),
    })
    .transform(({ token, access_token, expires_in }) => ({
      value: token ?? access_token ?? '',
      seconds: expires_in ?? 60,
    }))
    .refine(({ value }) => /^[\x21-\x7e]+$/.test(value)),
);

/** A token is dropped this long before it runs out, in milliseconds, and kept an hour at the most. */
const margin = 10_000;
const longest = 3_600_000;

/**
 * Asks the token service that a registry names for leave to read one repository
 * (distribution's token specification; its OAuth 2 form for a refresh token).
 * @throws Troubled
 */
export async function fetchToken(
  scheme: Extract<Scheme, { kind: 'bearer' }>,
  asked: { credential: Credential; path: string; from: URL },
  ways: { persist: Persist; plainHosts: PlainHosts; clock: Clock },
  deadline: Deadline,
): Promise<Token> {
  const { host } = asked.from;
  const realm = URL.canParse(scheme.realm) ? new URL(scheme.realm) : undefined;
  if (realm === undefined || !mayFollow(realm, asked.from, ways.plainHosts)) {
    throw new Troubled('refused', `${host} names a token service to which no request is sent`);
  }
  const at = ways.clock.now();
  const request = requestFor(realm, scheme.service, asked);
  const answer = await ways.persist(request, deadline);
  if (answer.status !== 200) {
    const why = `the token service of ${host} gave no leave to read ${asked.path}`;
    throw new Troubled('refused', `${why} (${answer.status})`);
  }
  const parsed = answered().safeParse(json(answer.body));
  if (!parsed.success)
    throw new Troubled('malformed', `the token service of ${host} gave no token`);
  const lasts = Math.min(parsed.data.seconds * 1000, longest);
  return { value: parsed.data.value, until: at + lasts - Math.min(margin, lasts / 2) };
}

function requestFor(
  realm: URL,
  service: string | undefined,
  { credential, path }: { credential: Credential; path: string },
): Request {
  const scope = `repository:${path}:pull`;
  const fields = new URLSearchParams({ ...(service === undefined ? {} : { service }), scope });
  const accept = { accept: 'application/json' };
  const common = { asker: fingerprint(credential), most: limits.token };
  if (credential.kind === 'identity') {
    fields.set('grant_type', 'refresh_token');
    fields.set('client_id', 'enforce');
    fields.set('refresh_token', credential.token);
    const headers = { ...accept, 'content-type': 'application/x-www-form-urlencoded' };
    return { method: 'POST', url: realm, headers, body: fields.toString(), ...common };
  }
  const url = new URL(realm);
  for (const [name, value] of fields) url.searchParams.set(name, value);
  const basic = credential.kind === 'basic' ? { authorization: basicOf(credential) } : {};
  return { method: 'GET', url, headers: { ...accept, ...basic }, ...common };
}

/** The header of basic authentication (RFC 7617). */
export const basicOf = ({ username, password }: { username: string; password: string }): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
