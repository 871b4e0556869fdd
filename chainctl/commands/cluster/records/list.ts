// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { listRecords } from '../../../../core/api/records.ts';
import type { App } from '../../../app.ts';
import { parseDuration } from '../../../duration.ts';
import { clusterNamed } from '../../../resolve/cluster.ts';
import { groupNamed } from '../../../resolve/group.ts';
import { show } from '../../../show.ts';
import { say } from '../../../terminal/terminal.ts';
import { recordPresentation } from './presentation.ts';

/** `chainctl cluster records list [CLUSTER]` */
export const list = (app: App) =>
  new Command('list')
    .alias('ls')
    .description('List the images of a cluster, and what the policies make of them')
    .argument('[cluster]', 'the uid of its namespace gulfstream, or its name or id')
    .option('--group <group>', 'of all clusters in this group and below: its name or id')
    .option('--image <expression>', 'images whose name holds a match of this RE2 expression')
    .option('--policy <name>', 'images that a policy of this name covers')
    .option('--violations', 'only images that run and that a policy denies or warns of')
    .option('--active-within <duration>', 'only images seen that lately, e.g. 24h')
    .action(async (name, { group, image, policy, violations, activeWithin }) => {
      const client = await app.client();
      const place =
        group === undefined
          ? { cluster: await clusterNamed(app, name) }
          : { group: await groupNamed(app, group) };
      const since =
        activeWithin === undefined
          ? undefined
          : app.now() - 1000 * parseDuration(activeWithin, '--active-within');
      const items = await client.all(listRecords, {
        ...place,
        image,
        policy,
        ...(violations === true ? { violations: 'true' } : {}),
        ...(since === undefined ? {} : { activeSince: new Date(since).toISOString() }),
      });
      if (items.length === 0) say(app.terminal, 'There are no records of that kind.');
      items.sort((one, other) => (one.image < other.image ? -1 : 1));
      await show(app, { items }, recordPresentation);
      const open = items.filter(({ running, coverage }) => running && coverage === 'uncovered');
      const [first] = open.filter(({ near }) => near !== undefined);
      if (first?.near !== undefined) {
        const { policy: named, glob, instead } = first.near;
        say(
          app.terminal,
          `No policy covers ${first.image}: the glob "${glob}" of ${named} does not, "${instead}" would.\nTry: chainctl policies edit ${named}`,
        );
      }
    });
