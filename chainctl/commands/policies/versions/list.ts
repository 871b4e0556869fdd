// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { Policy, PolicyVersion } from '../../../../core/api/policies.ts';
import type { App } from '../../../app.ts';
import { policyNamed } from '../../../resolve/policy.ts';
import { show } from '../../../show.ts';
import { age } from '../../../terminal/age.ts';
import type { Presentation } from '../../../terminal/present.ts';
import { versionsOf } from './found.ts';

const presentation = (policy: Policy, now: number): Presentation<PolicyVersion> => ({
  columns: [
    ['VERSION', ({ name }) => name],
    ['ENFORCED', ({ id }) => (id === policy.enforcedVersion.id ? 'yes' : '')],
    ['CREATED', ({ createdAt }) => age(createdAt, now)],
    ['AUTHOR', ({ author }) => author.email ?? author.id],
    ['DIGEST', ({ digest }) => digest.slice(0, 19)],
  ],
  more: [['ID', ({ id }) => id]],
  id: ({ id }) => id,
});

/** `chainctl policies versions list [POLICY]` */
export const list = (app: App) =>
  new Command('list')
    .alias('ls')
    .description('List the versions of a policy, the newest first')
    .argument('[policy]', 'its name or id')
    .option('-p, --policy <policy>', 'the same')
    .action(async (name, flags) => {
      const policy = await policyNamed(app, name ?? flags.policy);
      const items = await versionsOf(app, policy);
      await show(app, { items }, presentation(policy, app.now()));
    });
