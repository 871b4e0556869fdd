// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { deletePolicy, listPolicies, type Policy } from '../../../core/api/policies.ts';
import type { App } from '../../app.ts';
import { groupNamed } from '../../resolve/group.ts';
import { policyNamed } from '../../resolve/policy.ts';
import { deletedAll } from '../deleted.ts';

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
      const shown = going.map(({ id, name }) => ({ id, shown: `Policy ${name} (${id})` }));
      await deletedAll(app, 'policy', shown, yes, (client, id) =>
        client.call(deletePolicy, { id }),
      );
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
