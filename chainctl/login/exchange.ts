// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { exchange as endpoint } from '../../core/api/auth.ts';
import { Failure } from '../../core/errors.ts';
import { parseUidp } from '../../core/iam/uidp.ts';
import type { Fetch } from '../../registry/wire/fetch.ts';
import { type App, userAgent } from '../app.ts';
import type { Platform } from '../build.ts';
import { connect } from '../client.ts';
import type { Credentials } from '../credentials.ts';
import { claimsOf } from '../token.ts';

/**
 * Takes the token of another issuer for one of ours: for the person that it names, or for the
 * machine identity. @throws Failure as the platform says it
 */
export async function throughExchange(
  platform: Platform,
  upstream: string,
  identity: string | undefined,
  fetch: Fetch,
): Promise<Credentials> {
  const client = connect({ api: platform.issuer, token: async () => upstream, userAgent, fetch });
  const named = identity === undefined ? {} : { identity: parseUidp(identity, '--identity') };
  return { accessToken: (await client.call(endpoint, named)).token };
}

/** The token that a flag gives: itself, the file that holds it, or `-` for standard input. */
export async function identityToken(app: App, given: string): Promise<string> {
  if (given === '-') return checked(await text(app.terminal.in));
  if (claimsOf(given) !== undefined) return given;
  const file = await readFile(given, 'utf8').catch((cause: unknown) => {
    throw notOne(cause);
  });
  return checked(file);
}

function checked(token: string): string {
  if (claimsOf(token.trim()) === undefined) throw notOne();
  return token.trim();
}

const notOne = (cause?: unknown): Failure =>
  new Failure('INVALID_ARGUMENT', 'that is neither an identity token nor a file that holds one', {
    place: '--identity-token',
    next: 'chainctl auth login --identity-token FILE',
    cause,
  });
