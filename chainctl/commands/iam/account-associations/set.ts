// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import {
  type Association,
  createAssociation,
  listAssociations,
  updateAssociation,
} from '../../../../core/api/associations.ts';
import type { App } from '../../../app.ts';
import { groupNamed } from '../../../resolve/group.ts';
import { show } from '../../../show.ts';
import { say } from '../../../terminal/terminal.ts';
import { associationPresentation } from './presentation.ts';

/** `chainctl iam account-associations set gcp|aws [GROUP]` */
export const set = (app: App) =>
  new Command('set')
    .description('Associate a group with an account at a cloud')
    .addCommand(
      new Command('gcp')
        .description('Associate a group with a project of Google Cloud')
        .argument('[group]', 'its name or id')
        .requiredOption('--project-id <id>', 'the id of the project')
        .requiredOption('--project-number <number>', 'its number')
        .action((group, { projectId, projectNumber }) =>
          put(app, group, 'gcp', { google: { projectId, projectNumber } }),
        ),
    )
    .addCommand(
      new Command('aws')
        .description('Associate a group with an account of AWS')
        .argument('[group]', 'its name or id')
        .requiredOption('--account <digits>', 'the account: twelve digits')
        .action((group, { account }) => put(app, group, 'aws', { amazon: { account } })),
    );

async function put(
  app: App,
  name: string | undefined,
  cloud: 'gcp' | 'aws',
  account: Pick<Association, 'google' | 'amazon'>,
): Promise<void> {
  const group = await groupNamed(app, name);
  const client = await app.client();
  const [before] = (await client.call(listAssociations, { group })).items;
  const { google, amazon } = { ...before, ...account };
  const item = await client.call(before === undefined ? createAssociation : updateAssociation, {
    group,
    google,
    amazon,
  });
  await show(app, { item }, associationPresentation);
  say(app.terminal, `Try: chainctl iam account-associations check ${cloud} ${group}`);
}
