// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { deletePolicy, listPolicies, type Policy } from '../../../core/api/policies.ts';
import type { App } from '../../app.ts';
import { groupNamed } from '../../resolve/group.ts';
import { policyNamed } from '../../resolve/policy.ts';
import { confirm } from '../../terminal/confirm.ts';
import { say, tell } from '../../terminal/terminal.ts';

/** `chainctl policies delete [POLICY…] | --group GROUP [--recursive]` */
export const remove = (app: App) =>
  new Command('delete')
    .alias('rm')
    .description('Delete policies and their versions')
    .argument('[policies...]', 'names or ids; commas part them too')
    .option('--group <group>', 'all policies of this group: its name or id')
    .option('-R, --recursive', 'with --group: those of the groups below too')
    .option('-y, --yes', 'do not ask')
    .action(async (names, { group, recursive, yes }) => {
      const going =
        group === undefined ? await named(app, names) : await ofGroup(app, group, recursive);
      if (going.length === 0) return say(app.terminal, 'There is nothing to delete.');
      for (const { id, name } of going) say(app.terminal, `Policy ${name} (${id})`);
      if (!yes && !(await confirm(app.terminal, 'Delete?', false))) {
        return say(app.terminal, 'Nothing was deleted.');
      }
      const client = await app.client();
      for (const { id } of going) {
        await client.call(deletePolicy, { id });
        tell(app.terminal, `Deleted policy ${id}`);
      }
    });

async function named(app: App, names: string[]): Promise<Policy[]> {
  const each = names.flatMap((name) => name.split(',')).filter((name) => name !== '');
  if (each.length === 0) return [await policyNamed(app, undefined)];
  return Promise.all(each.map((name) => policyNamed(app, name)));
}

async function ofGroup(app: App, group: string, recursive?: true): Promise<Policy[]> {
  const id = await groupNamed(app, group);
  const where = recursive ? { 'uidp.descendantsOf': id } : { 'uidp.childrenOf': id };
  return (await app.client()).all(listPolicies, where);
}
