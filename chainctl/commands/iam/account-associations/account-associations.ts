// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../../app.ts';
import { check } from './check.ts';
import { list } from './list.ts';
import { set } from './set.ts';
import { unset } from './unset.ts';

/** `chainctl iam account-associations`: the clouds in which a group's images lie. */
export const accountAssociations = (app: App) =>
  new Command('account-associations')
    .alias('account-association')
    .description('The accounts at Google Cloud and AWS whose registries are read without keys')
    .addCommand(set(app))
    .addCommand(check(app))
    .addCommand(unset(app))
    .addCommand(list(app));
