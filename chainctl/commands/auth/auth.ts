// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { login } from './login.ts';
import { logout } from './logout.ts';
import { status } from './status.ts';
import { token } from './token.ts';

/** `chainctl auth`: who is at the keyboard. */
export const auth = (app: App) =>
  new Command('auth')
    .description('Log in and out, and see who you are')
    .addCommand(login(app))
    .addCommand(logout(app))
    .addCommand(status(app))
    .addCommand(token(app));
