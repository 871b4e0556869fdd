// SPDX-License-Identifier: Apache-2.0
import * as oidc from 'openid-client';
import { Failure } from '../../core/errors.ts';
import type { Fetch } from '../../registry/wire/fetch.ts';
import type { Platform } from '../build.ts';
import type { Credentials } from '../credentials.ts';
import { loggedOut } from '../session.ts';

/** What is asked for at a login. */
export const scope = 'openid email offline_access';

/** The platform's OpenID Provider, as it describes itself. @throws Failure UNAVAILABLE */
export async function discover({ issuer }: Platform, fetch: Fetch): Promise<oidc.Configuration> {
  const plain = issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [];
  const metadata = { id_token_signed_response_alg: 'ES256' };
  try {
    return await oidc.discovery(new URL(issuer), 'chainctl', metadata, oidc.None(), {
      execute: plain,
      timeout: 30,
      // All bodies of OAuth are forms.
      [oidc.customFetch]: (url, { body, ...asked }) =>
        fetch(url, body instanceof URLSearchParams ? { ...asked, body } : asked),
    });
  } catch (cause) {
    throw silent(issuer, cause);
  }
}

/** The provider does not answer: as the sender of the request says, which the library wraps, or for short. */
export function silent(issuer: string, cause: unknown): Failure {
  for (let error = cause; error instanceof Error; error = error.cause) {
    if (error instanceof Failure) return error;
  }
  return new Failure('UNAVAILABLE', `${issuer} does not answer`, {
    next: 'chainctl config view',
    cause,
  });
}

/** The tokens of an answer of the provider. */
export const credentialsOf = (answer: {
  access_token: string;
  refresh_token?: string | undefined;
}): Credentials => ({
  accessToken: answer.access_token,
  ...(answer.refresh_token === undefined ? {} : { refreshToken: answer.refresh_token }),
});

/** New tokens for a refresh token, which is worth nothing afterwards. @throws Failure UNAUTHENTICATED */
export async function renew(
  platform: Platform,
  refreshToken: string,
  fetch: Fetch,
): Promise<Credentials> {
  const provider = await discover(platform, fetch);
  try {
    return credentialsOf(await oidc.refreshTokenGrant(provider, refreshToken));
  } catch (cause) {
    if (cause instanceof oidc.ResponseBodyError) throw loggedOut('the login has ended', cause);
    throw silent(platform.issuer, cause);
  }
}

/** Makes the provider forget a refresh token and what came of it; that it fails is no fault. */
export async function revoke(
  platform: Platform,
  refreshToken: string,
  fetch: Fetch,
): Promise<boolean> {
  try {
    await oidc.tokenRevocation(await discover(platform, fetch), refreshToken);
    return true;
  } catch {
    return false;
  }
}
