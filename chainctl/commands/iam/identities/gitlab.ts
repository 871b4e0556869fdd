// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { Failure } from '../../../../core/errors.ts';
import type { App } from '../../../app.ts';
import { escaped } from './github.ts';
import { make } from './made.ts';

/** `chainctl iam identities create gitlab NAME --project-path GROUP/PROJECT [--ref-type T --ref R]` */
export const gitlab = (app: App) =>
  new Command('gitlab')
    .description('Make an identity for the GitLab CI jobs of a project')
    .argument('<name>', 'lower-case letters, digits, spaces and . _ -')
    .requiredOption('--project-path <path>', 'the project, e.g. my-group/my-project')
    .option('--ref-type <type>', 'branch or tag', 'branch')
    .option('--ref <ref>', 'the branch or tag; * for any', '*')
    .option('--gitlab-issuer <url>', 'the URL of your GitLab', 'https://gitlab.com')
    .option('--gitlab-audience <text>', 'the audience of the tokens; ours unless it is named')
    .option('--group <group>', 'the group that it belongs to: its name or id')
    .option('--role <role>', 'what it may do there: the name or id of a role')
    .option('-d, --description <text>', 'what it is for', '')
    .action((name, flags) => {
      const { projectPath: project, refType, ref } = flags;
      if (refType !== 'branch' && refType !== 'tag') throw notRefType();
      const start = `project_path:${project}:ref_type:${refType}:ref:`;
      const subject =
        ref === '*' ? { subjectPattern: `${escaped(start)}.*` } : { subject: start + ref };
      const { gitlabIssuer: issuer, gitlabAudience: audience } = flags;
      return make(app, name, flags, { issuer, ...subject, audience });
    });

const notRefType = (): Failure =>
  new Failure('INVALID_ARGUMENT', 'a ref is a branch or a tag', {
    place: '--ref-type',
    next: '--ref-type branch',
  });
