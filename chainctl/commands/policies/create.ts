// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { createPolicy } from '../../../core/api/policies.ts';
import { Failure } from '../../../core/errors.ts';
import type { App } from '../../app.ts';
import { readGiven } from '../../files/read.ts';
import { groupNamed } from '../../resolve/group.ts';
import { acceptedOne } from './accepted.ts';
import { tellWritten } from './written.ts';

/** `chainctl policies create NAME --group GROUP -f FILE` */
export const create = (app: App) =>
  new Command('create')
    .description('Create a policy from a file')
    .argument('[name]', 'the name that the document gives itself')
    .requiredOption('-f, --filename <file>', 'a file, an https URL, or - for standard input')
    .option('--group <group>', 'the group that it is for, with all below: its name or id')
    .option('-d, --description <text>', 'what it is for', '')
    .action(async (name, { filename, group, description }) => {
      const part = acceptedOne(app, await readGiven(app, filename));
      if (name !== undefined && name !== part.name) throw misnamed(name, part.name, filename);
      const parent = await groupNamed(app, group);
      const policy = { document: part.text, description };
      const { warnings: _said, ...made } = await (await app.client()).call(createPolicy, {
        parent,
        policy,
      });
      await tellWritten(app, [{ deed: 'Created', policy: made }]);
    });

const misnamed = (name: string, own: string, file: string): Failure =>
  new Failure('INVALID_ARGUMENT', `the document calls itself ${own}, not ${name}`, {
    place: 'metadata.name',
    next: `chainctl policies create ${own} -f ${file}`,
  });
