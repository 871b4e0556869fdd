// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../../app.ts';
import { capabilities } from './capabilities.ts';
import { create } from './create.ts';
import { remove } from './delete.ts';
import { list } from './list.ts';
import { update } from './update.ts';

/** `chainctl iam roles` */
export const roles = (app: App) =>
  new Command('roles')
    .alias('role')
    .description('Roles: sets of capabilities')
    .addCommand(create(app))
    .addCommand(list(app))
    .addCommand(update(app))
    .addCommand(remove(app))
    .addCommand(capabilities(app));
