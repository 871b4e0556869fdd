// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../../app.ts';
import { create } from './create.ts';
import { remove } from './delete.ts';
import { list } from './list.ts';
import { update } from './update.ts';

/** `chainctl iam role-bindings` */
export const roleBindings = (app: App) =>
  new Command('role-bindings')
    .alias('role-binding')
    .description('Role bindings: who holds which role where')
    .addCommand(create(app))
    .addCommand(list(app))
    .addCommand(update(app))
    .addCommand(remove(app));
