// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { createPolicy, listPolicies, updatePolicy } from '../../../core/api/policies.ts';
import { Failure } from '../../../core/errors.ts';
import type { Uidp } from '../../../core/iam/uidp.ts';
import type { App } from '../../app.ts';
import { edited } from '../../files/edit.ts';
import { type Given, readGiven } from '../../files/read.ts';
import { readerOf } from '../../findings/finding.ts';
import { groupNamed } from '../../resolve/group.ts';
import { confirm } from '../../terminal/confirm.ts';
import { say } from '../../terminal/terminal.ts';
import { accepted, type GivenPart } from './accepted.ts';
import { tellPreview } from './preview.ts';
import { type Deed, tellWritten } from './written.ts';

/** `chainctl policies apply --group GROUP -f FILE…`: creates what is new, updates what differs. */
export const apply = (app: App) =>
  new Command('apply')
    .description('Create or update the policies of a group from files')
    .option('-f, --filename <file...>', 'files, folders, https URLs, or - for standard input')
    .option('-R, --recursive', 'with a folder: the folders in it too')
    .option('--group <group>', 'the group that they are for, with all below: its name or id')
    .option('-d, --description <text>', 'what they are for')
    .option('--dry-run', 'change nothing: say what would change, as a unified diff')
    .option('-y, --yes', 'do not ask')
    .addHelpText(
      'after',
      '\nWith --dry-run, -o github marks the lines of a pull request, -o gitlab writes a code quality report.',
    )
    .action(async ({ filename, recursive, group, description, dryRun, yes }) => {
      const reader = dryRun ? readerOf(app) : undefined;
      const parts = accepted(app, await given(app, filename, recursive));
      const parent = await groupNamed(app, group);
      const planned = await plan(app, parent, parts);
      if (reader !== undefined) return tellPreview(app, reader, parent, planned);
      const changing = planned.filter(({ deed }) => deed !== 'Unchanged');
      if (changing.length > 0 && !yes && app.terminal.canAsk) {
        for (const { deed, part } of changing) {
          say(
            app.terminal,
            `${deed === 'Created' ? 'Create' : 'Update'} ${part.name} in ${parent}`,
          );
        }
        if (!(await confirm(app.terminal, 'Continue?', true))) {
          return say(app.terminal, 'Nothing was changed.');
        }
      }
      const done = [];
      for (const each of planned) done.push(await each.carryOut(description));
      return tellWritten(app, done);
    });

async function given(app: App, names: string[] | undefined, recursive?: true): Promise<Given[]> {
  if (names !== undefined) {
    const read = await Promise.all(names.map((name) => readGiven(app, name, recursive)));
    return read.flat();
  }
  if (!app.terminal.canAsk) {
    throw new Failure('INVALID_ARGUMENT', 'say which file holds the policy', {
      place: '--filename',
      next: 'chainctl policies apply -f FILE',
    });
  }
  return [{ from: 'policy.yaml', text: await edited(app, template, 'policy.yaml') }];
}

/** What is to be done for each policy, by the names that the group's own policies have now. */
async function plan(app: App, parent: Uidp, parts: GivenPart[]) {
  const client = await app.client();
  const own = await client.all(listPolicies, { 'uidp.childrenOf': parent });
  return parts.map((part) => {
    const { name, text } = part;
    const known = own.find((policy) => policy.name === name);
    const deed: Deed =
      known === undefined ? 'Created' : known.document === text ? 'Unchanged' : 'Updated';
    const carryOut = async (description: string | undefined) => {
      if (known === undefined) {
        const policy = { document: text, description: description ?? '' };
        return { deed, policy: await client.call(createPolicy, { parent, policy }) };
      }
      const described = description === undefined || description === known.description;
      if (deed === 'Unchanged' && described) return { deed, policy: known };
      const request = {
        id: known.id,
        document: text,
        description,
        ifVersion: known.enforcedVersion.id,
      };
      return { deed: 'Updated' as const, policy: await client.call(updatePolicy, request) };
    };
    return { deed, part, known, carryOut };
  });
}

const template = `apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata:
  name: my-policy
spec:
  images:
  - glob: "registry.example.com/**"
  authorities:
  - keyless:
      url: https://fulcio.sigstore.dev
      identities:
      - issuer: https://accounts.google.com
        subject: you@example.com
`;
