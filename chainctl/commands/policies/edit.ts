// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { updatePolicy } from '../../../core/api/policies.ts';
import { Failure } from '../../../core/errors.ts';
import type { App } from '../../app.ts';
import { edited } from '../../files/edit.ts';
import { policyNamed } from '../../resolve/policy.ts';
import { complain } from '../../terminal/complain.ts';
import { confirm } from '../../terminal/confirm.ts';
import { say } from '../../terminal/terminal.ts';
import { accepted } from './accepted.ts';
import { tellWritten } from './written.ts';

/** `chainctl policies edit [POLICY]`: in the editor; what has faults can be edited again. */
export const edit = (app: App) =>
  new Command('edit')
    .description('Change the document of a policy in your editor')
    .argument('[policy]', 'its name or id')
    .action(async (name) => {
      const policy = await policyNamed(app, name);
      const text = await better(app, policy.document, `${policy.name}.yaml`);
      if (text === policy.document) return say(app.terminal, 'Nothing was changed.');
      const changed = await (await app.client()).call(updatePolicy, {
        id: policy.id,
        document: text,
        ifVersion: policy.enforcedVersion.id,
      });
      return tellWritten(app, [{ deed: 'Updated', policy: changed }]);
    });

/** The text as the person left it, once it is as it should be or they give up. */
async function better(app: App, document: string, file: string): Promise<string> {
  let text = document;
  for (;;) {
    text = await edited(app, text, file);
    if (text === document) return document;
    try {
      accepted(app, [{ from: file, text }]);
      return text;
    } catch (error) {
      if (!(error instanceof Failure) || !app.terminal.canAsk) throw error;
      complain(app.terminal, error);
      if (!(await confirm(app.terminal, 'Edit again?', true))) return document;
    }
  }
}
