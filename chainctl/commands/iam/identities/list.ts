// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { listIdentities } from '../../../../core/api/identities.ts';
import type { App } from '../../../app.ts';
import { groupNamed } from '../../../resolve/group.ts';
import { show } from '../../../show.ts';
import { identityPresentation } from './presentation.ts';

/** `chainctl iam identities list [--group GROUP]` */
export const list = (app: App) =>
  new Command('list')
    .alias('ls')
    .description('List machine identities')
    .option('--group <group>', 'only those of this group: its name or id')
    .action(async ({ group }) => {
      const of = group === undefined ? undefined : await groupNamed(app, group);
      const asked = of === undefined ? {} : { 'uidp.childrenOf': of };
      const items = await (await app.client()).all(listIdentities, asked);
      await show(app, { items }, identityPresentation);
    });
