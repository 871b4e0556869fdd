// SPDX-License-Identifier: Apache-2.0
import type { Considered, MadeCheck, Verdict } from '../../../core/policy/verdict.ts';
import { printable } from '../../terminal/printable.ts';

/** The signatures of an image that count. */
const counting = ({ policies }: Verdict): Considered[] =>
  policies.flatMap(({ authorities }) =>
    authorities.flatMap(({ signatures }) => signatures.filter(({ counts }) => counts)),
  );

/** What each check means to a reader, in the order in which it is told. */
const meanings: [MadeCheck['name'], string][] = [
  ['claims', 'The cosign claims were validated'],
  ['log', 'Existence of the claims in the transparency log was verified offline'],
  ['timestamp', 'The time of the signature was attested by a timestamp authority'],
  ['key', 'The signatures were verified against the specified public key'],
  ['certificate', 'Any certificates were verified against the Fulcio roots.'],
];

/** What was verified of an image, for people: only checks that were made on every signature. */
export function report(verdict: Verdict): string {
  const signatures = counting(verdict);
  const made = (name: MadeCheck['name']) =>
    signatures.every(({ checks }) =>
      checks.some((check) => check.name === name && check.outcome === 'passed'),
    );
  return [
    `Verification for ${verdict.name} --`,
    'The following checks were performed on each of these signatures:',
    ...meanings.filter(([name]) => made(name)).map(([, meaning]) => `  - ${meaning}`),
    ...signatures.map((signature) => `Signed by ${signedBy(signature)}`),
  ]
    .map(printable)
    .join('\n');
}

function signedBy({ signer }: Considered): string {
  if (signer === undefined) return 'somebody unknown';
  if (signer.kind === 'key') return `key sha256:${signer.keyId}`;
  const subjects = signer.subjects.map(({ value }) => value).join(', ');
  return `${subjects}, vouched for by ${signer.issuer}`;
}

/** The signatures in the form in which cosign prints them. */
export function signaturesOf(verdict: Verdict): object[] {
  const [repository = '', digest = ''] = verdict.name.split('@');
  return counting(verdict).map(({ signer }) => ({
    critical: {
      identity: { 'docker-reference': repository },
      image: { 'docker-manifest-digest': digest },
      type: 'cosign container image signature',
    },
    optional:
      signer?.kind === 'keyless'
        ? {
            Issuer: signer.issuer,
            Subject: signer.subjects.map(({ value }) => value).join(', '),
            ...signer.claims,
          }
        : { KeyId: signer?.keyId },
  }));
}
