// SPDX-License-Identifier: Apache-2.0
import * as oidc from 'openid-client';
import { Failure } from '../../core/errors.ts';
import type { App } from '../app.ts';
import type { Platform } from '../build.ts';
import type { Credentials } from '../credentials.ts';
import { say } from '../terminal/terminal.ts';
import { loopback } from './loopback.ts';
import { openBrowser } from './open.ts';
import { credentialsOf, discover, scope } from './provider.ts';

/** How long a person may take to log in, in milliseconds. */
const patience = 900_000;

/** Whether this machine has a browser that a person could see. */
export function hasBrowser(env: App['env']): boolean {
  if (env['BROWSER']) return true;
  if (env['SSH_CONNECTION']) return false;
  return process.platform !== 'linux' || Boolean(env['DISPLAY'] ?? env['WAYLAND_DISPLAY']);
}

/**
 * Logs a person in through their browser: authorization code with PKCE, back to a loopback port.
 * @throws Failure UNAUTHENTICATED when they were refused or took too long
 */
export async function throughBrowser(app: App, platform: Platform): Promise<Credentials> {
  const provider = await discover(platform, app.fetch);
  const back = await loopback();
  try {
    const verifier = oidc.randomPKCECodeVerifier();
    const state = oidc.randomState();
    const url = oidc.buildAuthorizationUrl(provider, {
      redirect_uri: back.redirectUri,
      scope,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
    }).href;
    say(app.terminal, `Your browser will now be opened to:\n${url}`);
    await openBrowser(url, app.env).catch(() => {
      say(app.terminal, 'No browser could be opened; open that address yourself.');
    });
    const { url: seen, answer } = await inTime(back.callback);
    try {
      const tokens = await oidc.authorizationCodeGrant(provider, seen, {
        pkceCodeVerifier: verifier,
        expectedState: state,
      });
      await answer({ ok: true, heading: 'Logged in', text: 'Go back to your terminal.' });
      return credentialsOf(tokens);
    } catch (cause) {
      const text = 'Run chainctl auth login to begin again.';
      await answer({ ok: false, heading: 'That did not work', text });
      throw refused('the login was refused', cause);
    }
  } finally {
    back.close();
  }
}

async function inTime<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(refused('nobody logged in within 15 minutes')), patience);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const refused = (why: string, cause?: unknown): Failure =>
  new Failure('UNAUTHENTICATED', why, { next: 'chainctl auth login --headless', cause });
