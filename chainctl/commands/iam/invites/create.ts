// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { createInvite } from '../../../../core/api/invites.ts';
import { gulfstream } from '../../../../core/iam/roles.ts';
import type { App } from '../../../app.ts';
import { parseDuration } from '../../../duration.ts';
import { groupNamed } from '../../../resolve/group.ts';
import { roleNamed } from '../../../resolve/role.ts';
import { show } from '../../../show.ts';
import { say, tell } from '../../../terminal/terminal.ts';
import { invitePresentation } from './presentation.ts';

/** `chainctl iam invites create [GROUP]`: the role is asked for when it is not named. */
export const create = (app: App) =>
  new Command('create')
    .description('Create an invite, and print its code once')
    .argument('[group]', 'the group to join: its name or id')
    .option('--role <role>', 'what whoever joins may do there: the name or id of a role')
    .option('--cluster', 'an invite for a cluster')
    .option('--ttl <duration>', 'how long it is good for', '168h')
    .option('--email <address>', 'only for whoever logs in with this address')
    .option('--single-use', 'good for the first who joins, and nobody else')
    .action(async (name, { role, cluster, ttl, email, singleUse }) => {
      const seconds = parseDuration(ttl, '--ttl');
      const group = await groupNamed(app, name);
      const granted = cluster ? gulfstream.id : await roleNamed(app, role);
      const client = await app.client();
      const request = { group, role: granted, ttl: seconds, email, singleUse };
      const made = await client.call(createInvite, request);
      if (app.flags().output === undefined) {
        tell(app.terminal, made.code);
        const how = cluster ? 'cluster install' : 'auth login';
        say(app.terminal, `Good until ${made.expiration} for ${made.role.name} at ${group}:`);
        return say(app.terminal, `chainctl ${how} --invite-code CODE`);
      }
      if (['json', 'yaml'].includes(app.format('json'))) {
        return show(app, { item: made }, invitePresentation, 'json');
      }
      say(app.terminal, `The code, which is shown once: ${made.code}`);
      return show(app, { item: made }, invitePresentation);
    });
