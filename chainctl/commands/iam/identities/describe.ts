// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { listIdentities } from '../../../../core/api/identities.ts';
import type { App } from '../../../app.ts';
import { identityNamed } from '../../../resolve/identity.ts';
import { only } from '../../../resolve/only.ts';
import { show } from '../../../show.ts';
import { identityPresentation } from './presentation.ts';

/** `chainctl iam identities describe [IDENTITY]` */
export const describe = (app: App) =>
  new Command('describe')
    .alias('view')
    .description('Show one machine identity')
    .argument('[identity]', 'its name or id')
    .action(async (name) => {
      const id = await identityNamed(app, name);
      const { items } = await (await app.client()).call(listIdentities, { id });
      await show(app, { item: only(items, id) }, identityPresentation, 'yaml');
    });
