// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { accessToken } from '../../session.ts';
import { tell } from '../../terminal/terminal.ts';

/** `chainctl auth token`: the access token itself, for other programs. */
export const token = (app: App) =>
  new Command('token').description('Print the access token').action(async () => {
    const { platform } = await app.settings();
    tell(app.terminal, await accessToken(await app.credentials(), platform, app.fetch));
  });
