// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { say } from '../../terminal/terminal.ts';

/** `chainctl auth logout`: the tokens are forgotten here, and the login is ended on the platform. */
export const logout = (app: App) =>
  new Command('logout').description('Log out').action(async () => {
    const { platform } = await app.settings();
    const known = await (await app.credentials()).clear();
    if (known === undefined) return say(app.terminal, 'Nobody was logged in.');
    if (known.refreshToken === undefined) return say(app.terminal, 'Logged out.');
    const { revoke } = await import('../../login/provider.ts');
    const told = await revoke(platform, known.refreshToken, app.fetch);
    return say(
      app.terminal,
      told ? 'Logged out.' : `Logged out here; ${platform.issuer} did not answer.`,
    );
  });
