// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../../app.ts';
import { describe } from './describe.ts';
import { list } from './list.ts';

/** `chainctl cluster records`: the images that run in a cluster. */
export const records = (app: App) =>
  new Command('records')
    .description('The images of a cluster, and what the policies make of them')
    .addCommand(list(app))
    .addCommand(describe(app));
