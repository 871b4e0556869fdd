// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { updateGroup } from '../../../../core/api/groups.ts';
import { Failure } from '../../../../core/errors.ts';
import type { App } from '../../../app.ts';
import { groupNamed } from '../../../resolve/group.ts';
import { show } from '../../../show.ts';
import { groupPresentation } from './presentation.ts';

/** `chainctl iam groups update [GROUP] -n NAME -d TEXT` */
export const update = (app: App) =>
  new Command('update')
    .alias('set')
    .description('Change the name or the description of a group')
    .argument('[group]', 'its name or id')
    .option('-n, --name <name>', 'the new name')
    .option('-d, --description <text>', 'the new description')
    .action(async (group, { name, description }) => {
      if (name === undefined && description === undefined) {
        throw new Failure('INVALID_ARGUMENT', 'say what to change', {
          place: '--name',
          next: 'chainctl iam groups update GROUP --name NAME --description TEXT',
        });
      }
      const id = await groupNamed(app, group);
      const changed = await (await app.client()).call(updateGroup, { id, name, description });
      await show(app, { item: changed }, groupPresentation);
    });
