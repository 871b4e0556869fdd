// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { createGroup, createRootGroup } from '../../../../core/api/groups.ts';
import { Failure } from '../../../../core/errors.ts';
import type { Uidp } from '../../../../core/iam/uidp.ts';
import type { App } from '../../../app.ts';
import { groupNamed } from '../../../resolve/group.ts';
import { show } from '../../../show.ts';
import { confirm } from '../../../terminal/confirm.ts';
import { say } from '../../../terminal/terminal.ts';
import { groupPresentation } from './presentation.ts';

/** `chainctl iam groups create NAME --no-parent | --parent GROUP` */
export const create = (app: App) =>
  new Command('create')
    .description('Create a group')
    .argument('<name>', 'lower-case letters, digits, spaces and . _ -')
    .option('--parent <group>', 'the group to stand below: its name or id')
    .option('--no-parent', 'make it a root: an organisation of its own')
    .option('-d, --description <text>', 'what it is for', '')
    .option('-y, --yes', 'do not ask')
    .option('--skip-refresh', 'accepted for older scripts; tokens need no refresh')
    .action(async (name, { parent, description, yes }) => {
      const client = await app.client();
      const above = await parentOf(app, parent);
      if (!yes && !(await confirm(app.terminal, 'Continue?', true))) {
        return say(app.terminal, 'Nothing was created.');
      }
      const group = { name, description };
      const made =
        above === undefined
          ? await client.call(createRootGroup, { group })
          : await client.call(createGroup, { parent: above, group });
      return show(app, { item: made }, groupPresentation);
    });

/** The group above; undefined for a root. `parent` is false with --no-parent. */
async function parentOf(app: App, parent: string | boolean | undefined): Promise<Uidp | undefined> {
  if (parent === false) return undefined;
  if (typeof parent === 'string') return groupNamed(app, parent);
  if (app.terminal.canAsk) return groupNamed(app, undefined);
  throw new Failure('INVALID_ARGUMENT', 'say where the group stands', {
    place: '--parent',
    next: 'chainctl iam groups create NAME --parent GROUP, or --no-parent',
  });
}
