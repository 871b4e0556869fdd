// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../../app.ts';
import { create } from './create.ts';
import { remove } from './delete.ts';
import { list } from './list.ts';

/** `chainctl iam invites` */
export const invites = (app: App) =>
  new Command('invites')
    .alias('invite')
    .description('Invites: codes that let colleagues and clusters join a group')
    .addCommand(create(app))
    .addCommand(list(app))
    .addCommand(remove(app));
