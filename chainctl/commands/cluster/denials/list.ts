// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { type Denial, listDenials } from '../../../../core/api/denials.ts';
import type { App } from '../../../app.ts';
import { clusterNamed } from '../../../resolve/cluster.ts';
import { groupNamed } from '../../../resolve/group.ts';
import { show } from '../../../show.ts';
import type { Presentation } from '../../../terminal/present.ts';
import { say } from '../../../terminal/terminal.ts';

/** `chainctl cluster denials list [CLUSTER]` */
export const list = (app: App) =>
  new Command('list')
    .alias('ls')
    .description('List what a cluster refused in the last thirty days, the newest first')
    .argument('[cluster]', 'the uid of its namespace gulfstream, or its name or id')
    .option('--group <group>', 'of all clusters in this group and below: its name or id')
    .option('--image <image>', 'of this image, with its digest as the list shows it')
    .action(async (name, { group, image }) => {
      const place =
        group === undefined
          ? { cluster: await clusterNamed(app, name) }
          : { group: await groupNamed(app, group) };
      const items = await (await app.client()).all(listDenials, { ...place, image });
      if (items.length === 0) say(app.terminal, 'Nothing was refused there.');
      await show(app, { items }, presentation);
    });

const presentation: Presentation<Denial> = {
  columns: [
    ['REFUSED', ({ at }) => at],
    ['OBJECT', objectOf],
    ['IMAGE', ({ images }) => images.map(({ image }) => image).join('\n')],
    ['WHY', ({ images }) => images.map(whyOf).join('\n')],
  ],
  more: [
    ['CLUSTER', ({ cluster }) => cluster.remoteId],
    [
      'WANTED BY',
      ({ user, owner }) => (owner === undefined ? user : `${owner.kind} ${owner.name}`),
    ],
    ['OPERATION', ({ operation }) => operation],
    ['TIMES', ({ times }) => String(times)],
    ['ID', ({ id }) => id],
  ],
  id: ({ id }) => id,
  page: ({ cluster }) => `/clusters/${cluster.id}?view=refused`,
};

function objectOf({ object: { kind, namespace, name } }: Denial): string {
  return `${kind} ${namespace}/${name}`;
}

const whyOf = ({ policies, message = '' }: Denial['images'][number]): string =>
  policies.length === 0
    ? message
    : policies.map((each) => `${each.name}: ${each.message.split('; ', 1)[0]}`).join(', ');
