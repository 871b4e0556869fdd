// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { describe } from './describe.ts';
import { verify } from './verify.ts';

/** `chainctl images`: what is known of images. */
export const images = (app: App) =>
  new Command('images')
    .description('Images: what is known of them, and who says so')
    .addCommand(verify(app))
    .addCommand(describe(app));
