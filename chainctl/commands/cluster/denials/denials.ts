// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../../app.ts';
import { list } from './list.ts';

/** `chainctl cluster denials`: what a cluster refused at admission. */
export const denials = (app: App) =>
  new Command('denials').description('What a cluster refused at admission').addCommand(list(app));
