// SPDX-License-Identifier: Apache-2.0
import * as oidc from 'openid-client';
import { Failure } from '../../core/errors.ts';
import type { Platform } from '../build.ts';
import type { Credentials } from '../credentials.ts';
import { loggedOut } from '../session.ts';

/** What is asked for at a login. */
export const scope = 'openid email offline_access';

/** The platform's OpenID Provider, as it describes itself. @throws Failure UNAVAILABLE */
export async function discover({ issuer }: Platform): Promise<oidc.Configuration> {
  const plain = issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [];
  const metadata = { id_token_signed_response_alg: 'ES256' };
  try {
    return await oidc.discovery(new URL(issuer), 'chainctl', metadata, oidc.None(), {
      execute: plain,
      timeout: 30,
    });
  } catch (cause) {
    throw new Failure('UNAVAILABLE', `${issuer} does not answer`, {
      next: 'chainctl config view',
      cause,
    });
  }
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
export async function renew(platform: Platform, refreshToken: string): Promise<Credentials> {
  const provider = await discover(platform);
  try {
    return credentialsOf(await oidc.refreshTokenGrant(provider, refreshToken));
  } catch (cause) {
    if (cause instanceof oidc.ResponseBodyError) throw loggedOut('the login has ended', cause);
    throw new Failure('UNAVAILABLE', `${platform.issuer} does not answer`, { cause });
  }
}

/** Makes the provider forget a refresh token and what came of it; that it fails is no fault. */
export async function revoke(platform: Platform, refreshToken: string): Promise<boolean> {
  try {
    await oidc.tokenRevocation(await discover(platform), refreshToken);
    return true;
  } catch {
    return false;
  }
}
