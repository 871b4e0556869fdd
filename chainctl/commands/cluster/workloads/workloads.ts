// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../../app.ts';
import { list } from './list.ts';

/** `chainctl cluster workloads`: what runs images in a cluster. */
export const workloads = (app: App) =>
  new Command('workloads').description('What runs images in a cluster').addCommand(list(app));
