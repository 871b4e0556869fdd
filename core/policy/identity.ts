// SPDX-License-Identifier: Apache-2.0
import type { KeylessSigner } from '../evidence/signer.ts';
import type { Identity } from './cluster-image-policy.ts';
import { compileExpression } from './expression.ts';
import { plain } from './plain.ts';

/** Whom a policy names: each part that it names must fit, one of a certificate's subjects suffices. */
export interface CompiledIdentity {
  issuer: Wanted | undefined;
  subject: Wanted | undefined;
}

/** One part of an identity. */
export interface Wanted {
  /** As the policy has it. */
  text: string;
  /** An expression that must match the whole, or a text that must be equal. */
  kind: 'equal' | 'expression';
  fits: (value: string) => boolean;
}

/**
 * @throws Error for an expression that is none, or an identity that names nobody: it would fit
 * everybody
 */
export function compileIdentity(identity: Identity): CompiledIdentity {
  const issuer = wanted(identity.issuer, identity.issuerRegExp);
  const subject = wanted(identity.subject, identity.subjectRegExp);
  if (issuer === undefined && subject === undefined) throw new Error('an identity names nobody');
  return { issuer, subject };
}

function wanted(plain = '', pattern = ''): Wanted | undefined {
  if (plain !== '' && pattern !== '') throw new Error('an identity is named twice');
  if (plain !== '') return { text: plain, kind: 'equal', fits: (value) => value === plain };
  if (pattern === '') return undefined;
  const { matches } = compileExpression(pattern);
  return { text: pattern, kind: 'expression', fits: matches };
}

/** Whether the signer is one of these. Nobody named means anybody, as the walkthrough has it. */
export const isOneOf = (identities: readonly CompiledIdentity[], signer: KeylessSigner): boolean =>
  identities.length === 0 || identities.some((each) => isThis(each, signer));

/** Whether the signer is this one, both parts in one identity. */
const isThis = ({ issuer, subject }: CompiledIdentity, signer: KeylessSigner): boolean =>
  (issuer === undefined || fitsIssuer(issuer, signer)) &&
  (subject === undefined || fitsSubject(subject, signer));

/** Whether the issuer alone fits: a certificate that names none fits nobody. */
export const fitsIssuer = (issuer: Wanted, signer: KeylessSigner): boolean =>
  signer.issuer !== '' && issuer.fits(signer.issuer);

/** Whether one of the certificate's names fits. */
export const fitsSubject = (subject: Wanted, signer: KeylessSigner): boolean =>
  signer.subjects.some(({ value }) => value !== '' && subject.fits(value));

/** Upstream's sentence for a signer who is none of those named. */
export const noneMatched = ({ subjects, issuer }: KeylessSigner): string =>
  `none of the expected identities matched what was in the certificate, got subjects [${subjects
    .map(({ value }) => plain(value))
    .join(', ')}] with issuer ${plain(issuer)}`;

/** An identity in a few words, as `ada@example.com (issuer https://accounts.example.com)`. */
export function inWords(identity: {
  issuer?: { text: string } | undefined;
  subject?: { text: string } | undefined;
}): string {
  const subject = identity.subject?.text ?? 'anybody';
  return identity.issuer === undefined ? subject : `${subject} (issuer ${identity.issuer.text})`;
}
