// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../../app.ts';
import { create } from './create.ts';
import { remove } from './delete.ts';
import { describe } from './describe.ts';
import { list } from './list.ts';
import { update } from './update.ts';

/** `chainctl iam identities` */
export const identities = (app: App) =>
  new Command('identities')
    .alias('identity')
    .description('Machine identities: whose tokens of other issuers count here')
    .addCommand(create(app))
    .addCommand(list(app))
    .addCommand(describe(app))
    .addCommand(update(app))
    .addCommand(remove(app));
