// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../../app.ts';
import { policyNamed } from '../../../resolve/policy.ts';
import { tell } from '../../../terminal/terminal.ts';
import { versionNamed, versionsOf } from './found.ts';

/** `chainctl policies versions view POLICY VERSION` */
export const view = (app: App) =>
  new Command('view')
    .description('Show the document of a version')
    .argument('<policy>', 'its name or id')
    .argument('<version>', 'v1, v2, …, or an id')
    .action(async (name, version) => {
      const policy = await policyNamed(app, name);
      const found = versionNamed(await versionsOf(app, policy), version);
      if (app.format('yaml') === 'json') return tell(app.terminal, JSON.stringify(found, null, 2));
      const title = `# Policy ${policy.name} ${found.name} [${found.id}]`;
      return tell(app.terminal, `${title}\n${found.document}`);
    });
