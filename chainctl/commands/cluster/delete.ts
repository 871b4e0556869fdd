// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { type Cluster, deleteCluster, listClusters } from '../../../core/api/clusters.ts';
import type { App } from '../../app.ts';
import { parseDuration } from '../../duration.ts';
import { clusterFound } from '../../resolve/cluster.ts';
import { groupNamed } from '../../resolve/group.ts';
import { deletedAll } from '../deleted.ts';

/** `chainctl cluster delete [CLUSTER…] | --inactive DURATION [--group GROUP]`: forgets, uninstalls nothing. */
export const remove = (app: App) =>
  new Command('delete')
    .alias('rm')
    .description('Forget clusters and what they recorded; their agents are answered no more')
    .argument('[clusters...]', 'names, ids, or uids of namespaces gulfstream')
    .option('--inactive <duration>', 'those that gave no sign of life for so long, such as 168h')
    .option('--group <group>', 'with --inactive: only of this group and below')
    .option('-y, --yes', 'do not ask')
    .action(async (names, { inactive, group, yes }) => {
      const going =
        inactive === undefined ? await named(app, names) : await silent(app, inactive, group);
      const shown = going.map(({ id, name }) => ({ id, shown: `Cluster ${name} (${id})` }));
      await deletedAll(app, 'cluster', shown, yes, (client, id) =>
        client.call(deleteCluster, { id }),
      );
    });

async function named(app: App, names: string[]): Promise<Cluster[]> {
  if (names.length === 0) return [await clusterFound(app, undefined)];
  return Promise.all(names.map((name) => clusterFound(app, name)));
}

async function silent(app: App, duration: string, group: string | undefined): Promise<Cluster[]> {
  const since = app.now() - parseDuration(duration, '--inactive') * 1000;
  const top = group === undefined ? undefined : await groupNamed(app, group);
  const all = await (await app.client()).all(listClusters, { 'uidp.descendantsOf': top });
  return all.filter(({ lastSeen, registered }) => Date.parse(lastSeen ?? registered) < since);
}
