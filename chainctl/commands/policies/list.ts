// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { countClusters, listPolicies, type Policy } from '../../../core/api/policies.ts';
import { readPolicyFile } from '../../../core/policy/document.ts';
import { globMatches } from '../../../core/policy/glob.ts';
import type { App } from '../../app.ts';
import { groupNamed } from '../../resolve/group.ts';
import { show } from '../../show.ts';
import { say } from '../../terminal/terminal.ts';
import { policyPresentation } from './presentation.ts';

/** `chainctl policies list [--group GROUP] [--image IMAGE]` */
export const list = (app: App) =>
  new Command('list')
    .alias('ls')
    .description('List policies')
    .option('--group <group>', 'those in force in this group, inherited ones too: its name or id')
    .option('--image <image>', 'those whose globs cover this image')
    .action(async ({ group, image }) => {
      const client = await app.client();
      const id = group === undefined ? undefined : await groupNamed(app, group);
      const all = await client.all(listPolicies, { group: id });
      const items = image === undefined ? all : all.filter((policy) => covers(policy, image));
      if (items.length === 0) {
        say(app.terminal, 'There are no policies to see: chainctl policies create NAME -f FILE');
      }
      const wide = app.format('table') === 'wide';
      const counted = wide ? (await client.call(countClusters, { group: id })).items : undefined;
      await show(app, { items }, policyPresentation(app.now(), counted));
    });

function covers({ document }: Policy, image: string): boolean {
  return readPolicyFile(document).documents.some(
    (each) =>
      each.kind === 'ClusterImagePolicy' &&
      each.spec.images?.some(({ glob }) => glob !== undefined && globMatches(glob, image)),
  );
}
