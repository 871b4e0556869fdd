// SPDX-License-Identifier: Apache-2.0
import type { Command } from '@commander-js/extra-typings';
import type { ClaimMatch } from '../../../../core/api/identities.ts';
import { Failure } from '../../../../core/errors.ts';

/** The flags that say whose tokens count. */
export interface MatchFlags {
  identityIssuer?: string;
  subject?: string;
  subjectPattern?: string;
  audience?: string;
  audiencePattern?: string;
  claim?: string[];
  claimPattern?: string[];
}

/** Adds these flags to a command. */
export const withMatch = <Flags extends Record<string, unknown>>(command: Command<[], Flags>) =>
  command
    .option('--identity-issuer <url>', 'the issuer of the tokens')
    .option('--subject <text>', 'their subject')
    .option('--subject-pattern <expression>', 'an RE2 expression for the whole subject')
    .option('--audience <text>', 'their audience; ours unless it is named')
    .option('--audience-pattern <expression>', 'an RE2 expression for the whole audience')
    .option('--claim <name=text...>', 'further claims')
    .option('--claim-pattern <name=expression...>', 'RE2 expressions for further claims');

/** What the flags say. @throws Failure INVALID_ARGUMENT without an issuer */
export function matchOf(flags: MatchFlags): ClaimMatch {
  const { identityIssuer: issuer, subject, subjectPattern, audience, audiencePattern } = flags;
  if (issuer === undefined) {
    throw new Failure('INVALID_ARGUMENT', 'say which issuer’s tokens count', {
      place: '--identity-issuer',
      next: 'chainctl iam identities create github NAME --github-repo OWNER/REPO',
    });
  }
  const claims = pairs(flags.claim, '--claim');
  const claimPatterns = pairs(flags.claimPattern, '--claim-pattern');
  return { issuer, subject, subjectPattern, audience, audiencePattern, claims, claimPatterns };
}

function pairs(texts: string[] | undefined, place: string): Record<string, string> | undefined {
  if (texts === undefined) return undefined;
  const split = texts.map((text) => {
    const at = text.indexOf('=');
    if (at > 0) return [text.slice(0, at), text.slice(at + 1)] as const;
    throw new Failure('INVALID_ARGUMENT', `${JSON.stringify(text)} is not name=value`, { place });
  });
  return Object.fromEntries(split);
}
