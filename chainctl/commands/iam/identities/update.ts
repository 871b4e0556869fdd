// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { updateIdentity } from '../../../../core/api/identities.ts';
import type { App } from '../../../app.ts';
import { identityNamed } from '../../../resolve/identity.ts';
import { show } from '../../../show.ts';
import { matchOf, withMatch } from './match.ts';
import { identityPresentation } from './presentation.ts';

/** `chainctl iam identities update [IDENTITY]`: with an issuer, all that is said of tokens anew. */
export const update = (app: App) =>
  withMatch(new Command('update'))
    .alias('set')
    .description('Change a machine identity')
    .argument('[identity]', 'its name or id')
    .option('-n, --name <name>', 'the new name')
    .option('-d, --description <text>', 'the new description')
    .action(async (given, { name, description, ...flags }) => {
      const id = await identityNamed(app, given);
      const anew = Object.keys(flags).length > 0;
      const claimMatch = anew ? matchOf(flags) : undefined;
      const request = { id, name, description, claimMatch };
      const item = await (await app.client()).call(updateIdentity, request);
      await show(app, { item }, identityPresentation);
    });
