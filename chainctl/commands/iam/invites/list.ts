// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { listInvites } from '../../../../core/api/invites.ts';
import type { App } from '../../../app.ts';
import { groupNamed } from '../../../resolve/group.ts';
import { show } from '../../../show.ts';
import { invitePresentation } from './presentation.ts';

/** `chainctl iam invites list [GROUP]` */
export const list = (app: App) =>
  new Command('list')
    .alias('ls')
    .description('List invites, without their codes')
    .argument('[group]', 'only those of this group: its name or id')
    .action(async (name) => {
      const group = name === undefined ? undefined : await groupNamed(app, name);
      const items = await (await app.client()).all(listInvites, { group });
      await show(app, { items }, invitePresentation);
    });
