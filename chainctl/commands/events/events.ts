// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { list } from './list.ts';
import { subscriptions } from './subscriptions/subscriptions.ts';

/** `chainctl events`: who did what. */
export const events = (app: App) =>
  new Command('events')
    .description('Events: who did what, when and from where')
    .addCommand(list(app))
    .addCommand(subscriptions(app));
