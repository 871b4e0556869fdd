// SPDX-License-Identifier: Apache-2.0
import { Command } from '@commander-js/extra-typings';
import { Failure } from '../../../../core/errors.ts';
import { githubIssuer } from '../../../../core/iam/github.ts';
import type { App } from '../../../app.ts';
import { make } from './made.ts';

/** `chainctl iam identities create github NAME --github-repo OWNER/REPO [--github-ref REF]` */
export const github = (app: App) =>
  new Command('github')
    .description('Make an identity for the GitHub Actions workflows of a repository')
    .argument('<name>', 'lower-case letters, digits, spaces and . _ -')
    .requiredOption('--github-repo <owner/repo>', 'the repository')
    .option('--github-ref <ref>', 'the branch or tag, e.g. refs/heads/main; any unless named')
    .option('--github-issuer <url>', 'the issuer of your own GitHub server', githubIssuer)
    .option('--github-audience <text>', 'the audience of the tokens; ours unless it is named')
    .option('--group <group>', 'the group that it belongs to: its name or id')
    .option('--role <role>', 'what it may do there: the name or id of a role')
    .option('-d, --description <text>', 'what it is for', '')
    .action((name, flags) => {
      const { githubRepo: repository, githubRef: ref } = flags;
      const { githubIssuer: issuer, githubAudience: audience } = flags;
      if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) throw notRepository(repository);
      const subject =
        ref === undefined
          ? { subjectPattern: `repo:${escaped(repository)}:.*` }
          : { subject: `repo:${repository}:ref:${ref}` };
      return make(app, name, flags, { issuer, ...subject, audience });
    });

/** The text as an expression that means nothing but itself. */
export const escaped = (text: string): string => text.replaceAll(/[^\w/-]/g, '\\$&');

const notRepository = (text: string): Failure =>
  new Failure('INVALID_ARGUMENT', `${JSON.stringify(text)} is not owner/repository`, {
    place: '--github-repo',
    next: '--github-repo my-org/my-repo',
  });
