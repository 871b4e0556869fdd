// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { activatePolicyVersion } from '../../../../core/api/policies.ts';
import type { App } from '../../../app.ts';
import { policyNamed } from '../../../resolve/policy.ts';
import { say, tell } from '../../../terminal/terminal.ts';
import { versionNamed, versionsOf } from './found.ts';

/** `chainctl policies versions activate POLICY VERSION`: puts an earlier document in force again. */
export const activate = (app: App) =>
  new Command('activate')
    .description('Put a version in force: the way back')
    .argument('<policy>', 'its name or id')
    .argument('<version>', 'v1, v2, …, or an id')
    .action(async (name, version) => {
      const policy = await policyNamed(app, name);
      const found = versionNamed(await versionsOf(app, policy), version);
      if (found.id === policy.enforcedVersion.id) {
        return say(app.terminal, `${found.name} is in force already.`);
      }
      await (await app.client()).call(activatePolicyVersion, { versionId: found.id });
      return tell(app.terminal, `Activated ${found.name} of policy ${policy.id}`);
    });
