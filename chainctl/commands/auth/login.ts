// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { register, validate } from '../../../core/api/auth.ts';
import { Failure } from '../../../core/errors.ts';
import type { App } from '../../app.ts';
import type { Platform } from '../../build.ts';
import type { Credentials } from '../../credentials.ts';
import { ambientToken, hasAmbient } from '../../login/ambient.ts';
import { hasBrowser, throughBrowser } from '../../login/browser.ts';
import { throughDevice } from '../../login/device.ts';
import { identityToken, throughExchange } from '../../login/exchange.ts';
import { say, tell } from '../../terminal/terminal.ts';

interface Flags {
  headless?: true;
  identity?: string;
  identityToken?: string;
  inviteCode?: string;
}

/** `chainctl auth login`: through a browser, a code, a token of another issuer, or the CI job's own. */
export const login = (app: App) =>
  new Command('login')
    .description('Log in')
    .option('--headless', 'show a code to enter in a browser on any machine')
    .option('--identity-token <token>', 'a token of another issuer, a file that holds it, or -')
    .option('--identity <id>', 'the machine identity to become')
    .option('--invite-code <code>', 'join the group that invited you')
    .action(async (flags) => {
      const { platform } = await app.settings();
      say(app.terminal, 'Authenticating...');
      const got = await authenticate(app, platform, flags);
      await (await app.credentials()).write(got);
      say(app.terminal, 'Successfully exchanged token.');
      const client = await app.client();
      if (flags.inviteCode !== undefined) {
        const { group, role } = await client.call(register, { code: flags.inviteCode });
        say(app.terminal, `Joined ${group} as ${role}.`);
      }
      const { subject, capabilities } = await client.call(validate, {});
      tell(app.terminal, `Valid! Id: ${subject}`);
      if (capabilities.length === 0) {
        say(app.terminal, 'You are in no group yet: chainctl iam groups create NAME --no-parent');
      }
    });

async function authenticate(app: App, platform: Platform, flags: Flags): Promise<Credentials> {
  if (flags.identityToken !== undefined) {
    const upstream = await identityToken(app, flags.identityToken);
    return throughExchange(platform, upstream, flags.identity, app.fetch);
  }
  if (flags.identity !== undefined && !hasAmbient(app.env)) throw nothingToBecomeWith();
  if (hasAmbient(app.env) && !flags.headless) {
    const upstream = await ambientToken(app.env, platform.audience, app.fetch);
    return throughExchange(platform, upstream, flags.identity, app.fetch);
  }
  if (flags.headless) return throughDevice(app, platform);
  if (hasBrowser(app.env)) return throughBrowser(app, platform);
  say(app.terminal, 'There is no browser on this machine, so a code is used (RFC 8628).');
  return throughDevice(app, platform);
}

const nothingToBecomeWith = (): Failure =>
  new Failure('INVALID_ARGUMENT', 'becoming a machine identity needs a token of its issuer', {
    place: '--identity',
    next: 'chainctl auth login --identity ID --identity-token FILE',
  });
