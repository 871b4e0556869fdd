// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { deleteIdentity } from '../../../../core/api/identities.ts';
import type { App } from '../../../app.ts';
import { identityNamed } from '../../../resolve/identity.ts';
import { deleted } from '../../deleted.ts';

/** `chainctl iam identities delete [IDENTITY]` */
export const remove = (app: App) =>
  new Command('delete')
    .alias('rm')
    .description('Delete a machine identity; its tokens are refused at once')
    .argument('[identity]', 'its name or id')
    .option('-y, --yes', 'do not ask')
    .action(async (name, { yes }) => {
      const id = await identityNamed(app, name);
      await deleted(app, 'identity', id, yes, (client) => client.call(deleteIdentity, { id }));
    });
