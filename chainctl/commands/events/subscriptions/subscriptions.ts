// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../../app.ts';
import { create } from './create.ts';
import { remove } from './delete.ts';
import { list } from './list.ts';

/** `chainctl events subscriptions` */
export const subscriptions = (app: App) =>
  new Command('subscriptions')
    .alias('subscription')
    .alias('sub')
    .description('Subscriptions: URLs that events are sent to')
    .addCommand(create(app))
    .addCommand(list(app))
    .addCommand(remove(app));
