// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { listRoles, updateRole } from '../../../../core/api/roles.ts';
import type { App } from '../../../app.ts';
import { only } from '../../../resolve/only.ts';
import { roleNamed } from '../../../resolve/role.ts';
import { show } from '../../../show.ts';
import { capabilitiesOf } from './capabilities.ts';
import { rolePresentation } from './presentation.ts';

/** `chainctl iam roles update [ROLE]`: whoever is bound to it holds what it says from then on. */
export const update = (app: App) =>
  new Command('update')
    .alias('set')
    .description('Change a role')
    .argument('[role]', 'its name or id')
    .option('-n, --name <name>', 'the new name')
    .option('-d, --description <text>', 'the new description')
    .option('--capabilities <list>', 'all that it allows from now on')
    .option('--add-capabilities <list>', 'what it allows too')
    .option('--remove-capabilities <list>', 'what it allows no more')
    .action(async (given, { name, description, ...lists }) => {
      const id = await roleNamed(app, given);
      const client = await app.client();
      const role = only((await client.call(listRoles, { id })).items, id);
      const base = wanted(lists.capabilities, '--capabilities') ?? role.capabilities;
      const added = wanted(lists.addCapabilities, '--add-capabilities') ?? [];
      const removed = wanted(lists.removeCapabilities, '--remove-capabilities') ?? [];
      const all = [...new Set([...base, ...added])].filter((each) => !removed.includes(each));
      const item = await client.call(updateRole, { id, name, description, capabilities: all });
      await show(app, { item }, rolePresentation);
    });

const wanted = (text: string | undefined, place: string) =>
  text === undefined ? undefined : capabilitiesOf(text, place);
