// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { createTwoFilesPatch } from 'diff';
import type { App } from '../../../app.ts';
import { policyNamed } from '../../../resolve/policy.ts';
import { tell } from '../../../terminal/terminal.ts';
import { versionNamed, versionsOf } from './found.ts';

/** `chainctl policies versions diff POLICY [FROM] [TO]`: the two newest, unless others are named. */
export const diff = (app: App) =>
  new Command('diff')
    .description('Show what differs between two versions, as a unified diff')
    .argument('<policy>', 'its name or id')
    .argument('[from]', 'v1, v2, …: the one before the other unless named')
    .argument('[to]', 'v1, v2, …: the one in force unless named')
    .action(async (name, from, to) => {
      const policy = await policyNamed(app, name);
      const versions = await versionsOf(app, policy);
      const later = versionNamed(versions, to ?? policy.enforcedVersion.id);
      const before = versions[versions.indexOf(later) + 1] ?? later;
      const earlier = from === undefined ? before : versionNamed(versions, from);
      if (earlier.document === later.document) return;
      const patch = createTwoFilesPatch(
        `${policy.name} ${earlier.name}`,
        `${policy.name} ${later.name}`,
        earlier.document,
        later.document,
      );
      tell(app.terminal, patch.replace(/^=+\n/, ''));
    });
