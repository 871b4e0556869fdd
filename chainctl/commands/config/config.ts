// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { edit } from './edit.ts';
import { reset } from './reset.ts';
import { save } from './save.ts';
import { set, unset } from './set.ts';
import { validate } from './validate.ts';
import { view } from './view.ts';

/** `chainctl config`: settings that stay. */
export const config = (app: App) =>
  new Command('config')
    .description('Settings: where the platform is, and what is usual')
    .addCommand(view(app))
    .addCommand(set(app))
    .addCommand(unset(app))
    .addCommand(save(app))
    .addCommand(edit(app))
    .addCommand(reset(app))
    .addCommand(validate(app));
