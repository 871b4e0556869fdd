// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { updatePolicy } from '../../../core/api/policies.ts';
import { Failure } from '../../../core/errors.ts';
import type { App } from '../../app.ts';
import { readGiven } from '../../files/read.ts';
import { policyNamed } from '../../resolve/policy.ts';
import { acceptedOne } from './accepted.ts';
import { tellWritten } from './written.ts';

/** `chainctl policies update [POLICY] -f FILE -d TEXT` */
export const update = (app: App) =>
  new Command('update')
    .alias('set')
    .description('Change the document or the description of a policy')
    .argument('[policy]', 'its name or id')
    .option('-f, --filename <file>', 'the new document: a file, an https URL, or -')
    .option('-d, --description <text>', 'what it is for')
    .action(async (name, { filename, description }) => {
      if (filename === undefined && description === undefined) {
        throw new Failure('INVALID_ARGUMENT', 'say what to change', {
          place: '--filename',
          next: 'chainctl policies update POLICY -f FILE, or -d TEXT',
        });
      }
      const document =
        filename === undefined ? undefined : acceptedOne(app, await readGiven(app, filename)).text;
      const { id } = await policyNamed(app, name);
      const changed = await (await app.client()).call(updatePolicy, { id, document, description });
      await tellWritten(app, [{ deed: 'Updated', policy: changed }]);
    });
