// SPDX-License-Identifier: Apache-2.0
import * as oauth from 'oauth4webapi';
import { client, clientAuth, discover, insecure } from './provider.ts';

interface Access {
  token: string;
  /** Milliseconds since 1970. */
  expires: number;
}

/**
 * The access token lives in memory. What gets the next one lives in the session storage, which ends
 * with the tab: nobody who opens the browser later is signed in.
 */
const kept = 'enforce.refresh';
const early = 30_000;
let access: Access | undefined;
let refreshing: Promise<string | undefined> | undefined;

/** Takes over what the provider granted. */
export function take(answer: oauth.TokenEndpointResponse): void {
  access = {
    token: answer.access_token,
    expires: Date.now() + (answer.expires_in ?? 0) * 1000,
  };
  if (answer.refresh_token !== undefined) sessionStorage.setItem(kept, answer.refresh_token);
}

/** An access token that is good for a while yet; undefined where nobody is signed in. */
export async function accessToken(): Promise<string | undefined> {
  if (access !== undefined && access.expires - early > Date.now()) return access.token;
  refreshing ??= refresh().finally(() => {
    refreshing = undefined;
  });
  return refreshing;
}

/** Forgets the access token alone, because the service refused it. */
export function spoilt(token: string): void {
  if (access?.token === token) access = undefined;
}

/** Signs out: here at once, and at the provider as far as it can be reached. */
export async function signOut(): Promise<void> {
  const refreshToken = sessionStorage.getItem(kept);
  forget();
  if (refreshToken === null) return;
  const provider = await discover();
  await oauth.revocationRequest(provider, client, clientAuth, refreshToken, insecure);
}

/** Forgets all tokens, and asks nobody. */
export function forget(): void {
  access = undefined;
  sessionStorage.removeItem(kept);
}

async function refresh(): Promise<string | undefined> {
  const refreshToken = sessionStorage.getItem(kept);
  if (refreshToken === null) return undefined;
  const provider = await discover();
  const response = await oauth.refreshTokenGrantRequest(
    provider,
    client,
    clientAuth,
    refreshToken,
    insecure,
  );
  try {
    take(await oauth.processRefreshTokenResponse(provider, client, response));
  } catch (error) {
    // Refused: over. Anything else (no network, a server that restarts) says nothing of the session.
    if (!(error instanceof oauth.ResponseBodyError)) throw error;
    forget();
    return undefined;
  }
  return access?.token;
}
