// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../../app.ts';
import { activate } from './activate.ts';
import { diff } from './diff.ts';
import { list } from './list.ts';
import { view } from './view.ts';

/** `chainctl policies versions`: what a policy said before, and the way back. */
export const versions = (app: App) =>
  new Command('versions')
    .alias('version')
    .description('Versions: what a policy said before, and the way back')
    .addCommand(list(app))
    .addCommand(view(app))
    .addCommand(diff(app))
    .addCommand(activate(app));
