// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { updateCluster } from '../../../core/api/clusters.ts';
import { Failure } from '../../../core/errors.ts';
import type { App } from '../../app.ts';
import { clusterNamed } from '../../resolve/cluster.ts';
import { show } from '../../show.ts';
import { clusterPresentation } from './presentation.ts';

/** `chainctl cluster update [CLUSTER] -n NAME -d TEXT` */
export const update = (app: App) =>
  new Command('update')
    .alias('set')
    .description('Change the name or the description of a cluster')
    .argument('[cluster]', 'its name, its id, or the uid of its namespace gulfstream')
    .option('-n, --name <name>', 'the new name')
    .option('-d, --description <text>', 'the new description')
    .action(async (given, { name, description }) => {
      if (name === undefined && description === undefined) {
        throw new Failure('INVALID_ARGUMENT', 'say what to change', {
          place: '--name',
          next: 'chainctl cluster update CLUSTER --name NAME --description TEXT',
        });
      }
      const id = await clusterNamed(app, given);
      const item = await (await app.client()).call(updateCluster, { id, name, description });
      await show(app, { item }, await clusterPresentation(app));
    });
