// SPDX-License-Identifier: Apache-2.0
import * as oidc from 'openid-client';
import { Failure } from '../../core/errors.ts';
import type { App } from '../app.ts';
import type { Platform } from '../build.ts';
import type { Credentials } from '../credentials.ts';
import { say } from '../terminal/terminal.ts';
import { credentialsOf, discover, scope, silent } from './provider.ts';

/**
 * Logs a person in with a browser on any machine: they enter a code there (RFC 8628).
 * @throws Failure UNAUTHENTICATED when they said no, or the code ran out
 */
export async function throughDevice(app: App, platform: Platform): Promise<Credentials> {
  const provider = await discover(platform, app.fetch);
  const begun = await oidc.initiateDeviceAuthorization(provider, { scope }).catch((cause) => {
    throw silent(platform.issuer, cause);
  });
  const { user_code: code, verification_uri: page, verification_uri_complete: link } = begun;
  say(app.terminal, `Enter the verification code ${code} in your browser at: ${page}`);
  if (link !== undefined) say(app.terminal, `or open: ${link}`);
  say(app.terminal, `Code will be valid for ${begun.expires_in} seconds`);
  try {
    return credentialsOf(await oidc.pollDeviceAuthorizationGrant(provider, begun));
  } catch (cause) {
    throw new Failure('UNAUTHENTICATED', 'the login was refused, or the code ran out', {
      next: 'chainctl auth login --headless',
      cause,
    });
  }
}
