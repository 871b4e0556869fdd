// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import type { App } from '../../app.ts';
import { policyNamed } from '../../resolve/policy.ts';
import { show } from '../../show.ts';
import { tell } from '../../terminal/terminal.ts';
import { policyPresentation } from './presentation.ts';

/** `chainctl policies view [POLICY]`: its document, which is YAML with a line of comment before it. */
export const view = (app: App) =>
  new Command('view')
    .alias('describe')
    .description('Show the document of a policy')
    .argument('[policy]', 'its name or id')
    .action(async (name) => {
      const policy = await policyNamed(app, name);
      if (app.flags().output === undefined) {
        return tell(app.terminal, `# Policy ${policy.name} [${policy.id}]\n${policy.document}`);
      }
      return show(app, { item: policy }, policyPresentation(app.now()));
    });
