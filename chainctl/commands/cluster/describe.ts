// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { clusterFound } from '../../resolve/cluster.ts';
import { show } from '../../show.ts';
import { clusterPresentation } from './presentation.ts';

/** `chainctl cluster describe [CLUSTER]` */
export const describe = (app: App) =>
  new Command('describe')
    .description('Show one cluster')
    .argument('[cluster]', 'its name, its id, or the uid of its namespace gulfstream')
    .action(async (name) => {
      const item = await clusterFound(app, name);
      await show(app, { item }, await clusterPresentation(app), 'wide');
    });
