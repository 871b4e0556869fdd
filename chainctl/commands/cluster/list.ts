// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { listClusters } from '../../../core/api/clusters.ts';
import type { App } from '../../app.ts';
import { parseDuration } from '../../duration.ts';
import { groupNamed } from '../../resolve/group.ts';
import { show } from '../../show.ts';
import { say } from '../../terminal/terminal.ts';
import { clusterPresentation } from './presentation.ts';

/** `chainctl cluster list [--group GROUP] [--name NAME] [--active-within DURATION]` */
export const list = (app: App) =>
  new Command('list')
    .alias('ls')
    .description('List clusters')
    .option('--group <group>', 'those of this group and below: its name or id')
    .option('--name <name>', 'those of this name')
    .option('--active-within <duration>', 'those that gave a sign of life since, such as 24h')
    .action(async ({ group, name, activeWithin }) => {
      const seconds =
        activeWithin === undefined ? undefined : parseDuration(activeWithin, '--active-within');
      const request = {
        name,
        'uidp.descendantsOf': group === undefined ? undefined : await groupNamed(app, group),
        activeSince:
          seconds === undefined ? undefined : new Date(app.now() - seconds * 1000).toISOString(),
      };
      const items = await (await app.client()).all(listClusters, request);
      if (items.length === 0) {
        say(app.terminal, 'There are no clusters to see: chainctl cluster install --group GROUP');
      }
      await show(app, { items }, await clusterPresentation(app));
    });
