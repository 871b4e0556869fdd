// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { type Event, listEvents } from '../../../core/api/events.ts';
import { parseUidp } from '../../../core/iam/uidp.ts';
import type { App } from '../../app.ts';
import { parseDuration } from '../../duration.ts';
import { groupNamed } from '../../resolve/group.ts';
import { show } from '../../show.ts';
import type { Presentation } from '../../terminal/present.ts';

const presentation: Presentation<Event> = {
  columns: [
    ['TIME', ({ time }) => time],
    ['WHO', ({ actor }) => actor.email ?? actor.subject],
    ['WHAT', ({ type }) => type.replace(/^dev\.chainguard\.(api\.)?/, '')],
    ['ID', ({ subject }) => subject],
  ],
  more: [
    ['FROM', ({ from }) => from.address],
    ['CLIENT', ({ from }) => from.client],
    ['GROUP', ({ group }) => group],
  ],
  id: ({ id }) => id,
};

/** `chainctl events list [GROUP]`: the audit trail of a group and all below it, the newest first. */
export const list = (app: App) =>
  new Command('list')
    .alias('ls')
    .description('List the changes in a group and below it, the newest first')
    .argument('[group]', 'its name or id')
    .option('--group <group>', 'the same')
    .option('--type <type>', 'only events of this type')
    .option('--subject <id>', 'only what happened to this: the id of an image, a policy, an invite')
    .option('--since <duration>', 'only what happened in this time, e.g. 24h')
    .option('--limit <count>', 'at most so many', '100')
    .action(async (name, { group, type, subject, since, limit }) => {
      const client = await app.client();
      const id = await groupNamed(app, name ?? group);
      const of = subject === undefined ? undefined : parseUidp(subject, '--subject');
      const after = since === undefined ? 0 : app.now() - parseDuration(since, '--since') * 1000;
      const items: Event[] = [];
      let pageToken: string | undefined;
      do {
        const asked = { group: id, type, subject: of, pageSize: 100, pageToken };
        const page = await client.call(listEvents, asked);
        const recent = page.items.filter(({ time }) => Date.parse(time) >= after);
        items.push(...recent);
        pageToken = recent.length < page.items.length ? undefined : page.nextPageToken;
      } while (pageToken !== undefined && items.length < Number(limit));
      const shown = { items: items.slice(0, Number(limit)) };
      await show(app, shown, presentation);
    });
