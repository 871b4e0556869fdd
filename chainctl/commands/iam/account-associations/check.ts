// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { checkAssociation, listAssociations } from '../../../../core/api/associations.ts';
import { lineage } from '../../../../core/iam/uidp.ts';
import type { App } from '../../../app.ts';
import { Ended } from '../../../ended.ts';
import { groupNamed } from '../../../resolve/group.ts';
import { say, tell } from '../../../terminal/terminal.ts';
import { cloudNamed } from './cloud.ts';
import { customerSide } from './customer-side.ts';

/** `chainctl iam account-associations check gcp|aws [GROUP]`: exit code 1 where the way is not open. */
export const check = (app: App) =>
  new Command('check')
    .description('Try whether a cloud lets the platform in as a group, and say what is missing')
    .argument('<cloud>', 'gcp or aws')
    .argument('[group]', 'its name or id')
    .action(async (given, name) => {
      const cloud = cloudNamed(given);
      const group = await groupNamed(app, name);
      const client = await app.client();
      const { state, message } = await client.call(checkAssociation, { group, cloud });
      if (state === 'ready') return tell(app.terminal, message);
      say(app.terminal, `${given} does not let the platform in: ${message}`);
      const line = lineage(group);
      const found = (await client.all(listAssociations, {})).filter(
        (each) => line.includes(each.group) && each[cloud] !== undefined,
      );
      const nearest = found.sort((one, other) => other.group.length - one.group.length)[0];
      const { platform } = await app.settings();
      say(
        app.terminal,
        nearest === undefined
          ? `Try: chainctl iam account-associations set ${given} ${group} --help`
          : `On your side this is needed, as Terraform:\n\n${customerSide(cloud, nearest, platform.issuer)}`,
      );
      throw new Ended(1);
    });
