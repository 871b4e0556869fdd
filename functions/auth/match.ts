// SPDX-License-Identifier: Apache-2.0
import type { JWTPayload } from 'jose';
import type { ClaimMatch } from '../../core/api/identities.ts';
import { Failure, type Fault } from '../../core/errors.ts';
import { compileExpression } from '../../core/policy/expression.ts';

/**
 * Holds a verified token against a claim match: plain values compare equal, patterns match whole.
 * Without an audience of its own the token must be meant for us, by our URL or its host.
 * @throws Failure PERMISSION_DENIED with every claim that differs
 */
export function matchClaims(match: ClaimMatch, token: JWTPayload, own: string): void {
  const audiences = [token.aud ?? []].flat();
  const fits = (pattern: string) => (text: string) => compileExpression(pattern).matches(text);
  const faults: Fault[] = [];
  const demand = (place: string, met: boolean, shown: unknown) => {
    if (!met)
      faults.push({ place, fault: `is ${JSON.stringify(shown)?.slice(0, 300)} in the token` });
  };
  const { subject, subjectPattern, audience, audiencePattern } = match;
  const sub = token.sub ?? '';
  const subjectMet =
    subject !== undefined
      ? sub === subject
      : subjectPattern !== undefined && fits(subjectPattern)(sub);
  demand('subject', subjectMet, sub);
  const wanted = audience === undefined ? [own, new URL(own).host] : [audience];
  const audienceMet =
    audiencePattern !== undefined
      ? audiences.some(fits(audiencePattern))
      : audiences.some((each) => wanted.includes(each));
  demand('audience', audienceMet, audiences);
  for (const [name, value] of Object.entries(match.claims ?? {})) {
    demand(`claims.${name}`, textOf(token[name]) === value, token[name]);
  }
  for (const [name, pattern] of Object.entries(match.claimPatterns ?? {})) {
    const text = textOf(token[name]);
    demand(`claimPatterns.${name}`, text !== undefined && fits(pattern)(text), token[name]);
  }
  if (faults.length === 0) return;
  throw new Failure('PERMISSION_DENIED', 'the token does not fit the identity', {
    faults,
    next: 'chainctl iam identities view ID',
  });
}

const textOf = (claim: unknown): string | undefined =>
  typeof claim === 'string' || typeof claim === 'boolean' || typeof claim === 'number'
    ? String(claim)
    : undefined;
