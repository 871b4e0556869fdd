// SPDX-License-Identifier: Apache-2.0
import type { JWTPayload } from 'jose';
import type { ClaimMatch } from '../../core/api/identities.ts';
import { Failure, type Fault } from '../../core/errors.ts';
import { compileExpression } from '../../core/policy/expression.ts';

/**
 * Holds a verified token against a claim match: plain values compare equal, patterns match whole.
 * Without an audience of its own the token must be meant for us, by our URL or its host.
 * @throws Failure PERMISSION_DENIED with every claim that differs, as it is in the token
 */
export function matchClaims(match: ClaimMatch, token: JWTPayload, own: string): void {
  const { claims = {}, claimPatterns = {} } = match;
  const differing: Fault[] = [];
  const demand = (place: string, met: boolean, claim: unknown) => {
    if (!met) differing.push({ place, fault: `${describe(claim)} in the token` });
  };
  demand('subject', subjectFits(match, token.sub ?? ''), token.sub);
  demand('audience', [token.aud ?? []].flat().some(audienceOf(match, own)), token.aud);
  for (const [name, value] of Object.entries(claims)) {
    demand(`claims.${name}`, textOf(token[name]) === value, token[name]);
  }
  for (const [name, pattern] of Object.entries(claimPatterns)) {
    const text = textOf(token[name]);
    demand(`claimPatterns.${name}`, text !== undefined && whole(pattern)(text), token[name]);
  }
  if (differing.length === 0) return;
  const places = differing.map(({ place }) => place).join(', ');
  throw new Failure('PERMISSION_DENIED', `the token does not fit the identity: ${places}`, {
    faults: differing,
    next: 'chainctl iam identities list',
  });
}

/** A test of whole texts: RE2, anchored at both ends. */
const whole = (pattern: string) => {
  const expression = compileExpression(pattern);
  return (text: string): boolean => expression.matches(text);
};

function subjectFits({ subject, subjectPattern }: ClaimMatch, sub: string): boolean {
  if (subject !== undefined) return sub === subject;
  return subjectPattern !== undefined && whole(subjectPattern)(sub);
}

function audienceOf({ audience, audiencePattern }: ClaimMatch, own: string) {
  if (audiencePattern !== undefined) return whole(audiencePattern);
  const wanted = audience === undefined ? [own, new URL(own).host] : [audience];
  return (text: string) => wanted.includes(text);
}

/** A claim as text: those that are lists or objects fit nothing. */
const textOf = (claim: unknown): string | undefined =>
  typeof claim === 'string' || typeof claim === 'boolean' || typeof claim === 'number'
    ? String(claim)
    : undefined;

const describe = (claim: unknown): string =>
  claim === undefined ? 'is missing' : `is ${JSON.stringify(claim).slice(0, 300)}`;
