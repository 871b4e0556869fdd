// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { createRole } from '../../../../core/api/roles.ts';
import type { App } from '../../../app.ts';
import { groupNamed } from '../../../resolve/group.ts';
import { show } from '../../../show.ts';
import { capabilitiesOf } from './capabilities.ts';
import { chosenCapabilities, unnamed } from './choose.ts';
import { rolePresentation } from './presentation.ts';

/** `chainctl iam roles create NAME --parent GROUP --capabilities a,b` */
export const create = (app: App) =>
  new Command('create')
    .description('Make a role in a group, of capabilities that you hold there')
    .argument('<name>', 'lower-case letters, digits, spaces and . _ -')
    .option('--parent <group>', 'the group in which, and below which, it can be given')
    .option('--capabilities <list>', 'what it allows, with commas between')
    .option('-d, --description <text>', 'what it is for', '')
    .action(async (name, { parent, capabilities, description }) => {
      if (capabilities === undefined && !app.terminal.canAsk) throw unnamed();
      const given = capabilities && capabilitiesOf(capabilities, '--capabilities');
      const group = await groupNamed(app, parent);
      const held = given || (await chosenCapabilities(app, group));
      const role = { name, description, capabilities: held };
      const item = await (await app.client()).call(createRole, { parent: group, role });
      await show(app, { item }, rolePresentation);
    });
