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
    .requiredOption(
      '--github-repo <owner/repo>',
      'the repository; OWNER@ID/REPO@ID is that one, whoever has its name later',
    )
    .option('--github-ref <ref>', 'the branch or tag, e.g. refs/heads/main; any unless named')
    .option('--github-issuer <url>', 'the issuer of your own GitHub server', githubIssuer)
    .option('--github-audience <text>', 'the audience of the tokens; ours unless it is named')
    .option('--group <group>', 'the group that it belongs to: its name or id')
    .option('--role <role>', 'what it may do there: the name or id of a role')
    .option('-d, --description <text>', 'what it is for', '')
    .action((name, flags) => {
      const { githubIssuer: issuer, githubAudience: audience } = flags;
      const subject = subjectOf(flags.githubRepo, flags.githubRef);
      return make(app, name, flags, { issuer, ...subject, audience });
    });

/**
 * What the subjects of a repository's tokens are. Since July 2026 GitHub writes the numbers of owner
 * and repository into those of new repositories (`repo:acme@1/app@2:ref:…`), so for a repository that
 * is named without them both ways of writing it count.
 */
function subjectOf(repository: string, ref: string | undefined) {
  const [, owner, ownerId, name, nameId] = written.exec(repository) ?? [];
  if (owner === undefined || name === undefined) throw notRepository(repository);
  if ((ownerId === undefined) !== (nameId === undefined)) throw notRepository(repository);
  if (ownerId !== undefined && ref !== undefined)
    return { subject: `repo:${repository}:ref:${ref}` };
  const repo =
    ownerId === undefined
      ? `${escaped(owner)}(@\\d+)?/${escaped(name)}(@\\d+)?`
      : escaped(repository);
  return { subjectPattern: `repo:${repo}:${ref === undefined ? '.*' : escaped(`ref:${ref}`)}` };
}

const written = /^([\w.-]+)(@\d+)?\/([\w.-]+)(@\d+)?$/;

/** The text as an expression that means nothing but itself. */
export const escaped = (text: string): string => text.replaceAll(/[^\w/:-]/g, '\\$&');

const notRepository = (text: string): Failure =>
  new Failure('INVALID_ARGUMENT', `${JSON.stringify(text)} is not owner/repository`, {
    place: '--github-repo',
    next: '--github-repo my-org/my-repo',
  });
