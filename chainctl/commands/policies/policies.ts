// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { apply } from './apply.ts';
import { create } from './create.ts';
import { remove } from './delete.ts';
import { edit } from './edit.ts';
import { list } from './list.ts';
import { test } from './test.ts';
import { update } from './update.ts';
import { validate } from './validate.ts';
import { versions } from './versions/versions.ts';
import { view } from './view.ts';

/** `chainctl policies`: which images may run. */
export const policies = (app: App) =>
  new Command('policies')
    .description('Policies: which images may run')
    .addCommand(create(app))
    .addCommand(apply(app))
    .addCommand(list(app))
    .addCommand(view(app))
    .addCommand(edit(app))
    .addCommand(update(app))
    .addCommand(remove(app))
    .addCommand(validate(app))
    .addCommand(test(app))
    .addCommand(versions(app));
