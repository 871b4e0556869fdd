// SPDX-License-Identifier: Apache-2.0
import { Failure } from '../core/errors.ts';
import type { Fetch } from '../registry/wire/fetch.ts';
import type { Platform } from './build.ts';
import type { CredentialStore, Credentials } from './credentials.ts';
import { expiryOf } from './token.ts';

/** A token this close to its end is renewed before it is used, in milliseconds. */
const margin = 30_000;

/**
 * The access token to call with, renewed when it is about to end.
 * @throws Failure UNAUTHENTICATED when nobody is logged in, or the login has ended
 */
export async function accessToken(
  store: CredentialStore,
  platform: Platform,
  fetch: Fetch,
): Promise<string> {
  const known = await store.read();
  if (known === undefined) throw loggedOut('you are not logged in');
  if (fresh(known)) return known.accessToken;
  if (known.refreshToken === undefined) throw loggedOut('the login has ended');
  return store.alone(async () => {
    // Somebody else may have renewed it while we waited.
    const now = await store.read();
    if (now === undefined) throw loggedOut('you are not logged in');
    if (fresh(now)) return now.accessToken;
    const next = await renewed(platform, now, fetch);
    await store.write(next);
    return next.accessToken;
  });
}

/** The access token of whoever is logged in, while it counts; nothing is renewed. */
export async function tokenAtHand(store: CredentialStore): Promise<string | undefined> {
  const known = await store.read();
  return known !== undefined && fresh(known) ? known.accessToken : undefined;
}

const fresh = ({ accessToken: token }: Credentials): boolean =>
  (expiryOf(token)?.getTime() ?? 0) - Date.now() > margin;

async function renewed(
  platform: Platform,
  { refreshToken }: Credentials,
  fetch: Fetch,
): Promise<Credentials> {
  if (refreshToken === undefined) throw loggedOut('the login has ended');
  const { renew } = await import('./login/provider.ts');
  return renew(platform, refreshToken, fetch);
}

/** Nobody is logged in. */
export const loggedOut = (why: string, cause?: unknown): Failure =>
  new Failure('UNAUTHENTICATED', why, { next: 'chainctl auth login', cause });
