// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import type { Found } from '../../core/evidence/evidence.ts';
import { limits } from '../../core/evidence/limits.ts';
import { verifyEvidence } from '../../core/evidence/verify.ts';
import { sigstoreEvidence } from '../fixtures/sigstore.ts';
import { altered, asJson, inAnnotation, inBundle, type Json } from './altered.ts';
import { keyless } from './demands.ts';

const material = (bundle: Json): Json => asJson(bundle['verificationMaterial']);
const entry = (bundle: Json): Json => asJson(material(bundle)['tlogEntries']?.[0]);
const many = <T>(count: number, each: T): Json => asJson(Array.from({ length: count }, () => each));
const large = (bytes: number): Json => asJson(Buffer.alloc(bytes).toString('base64'));

const rows: [string, (bundle: Json) => void][] = [
  ['log entries', (it) => (material(it)['tlogEntries'] = many(limits.count + 1, entry(it)))],
  [
    'timestamps',
    (it) =>
      (material(it)['timestampVerificationData'] = asJson({
        rfc3161Timestamps: many(limits.count + 1, { signedTimestamp: 'AAAA' }),
      })),
  ],
  [
    'bytes of a timestamp',
    (it) =>
      (material(it)['timestampVerificationData'] = asJson({
        rfc3161Timestamps: [{ signedTimestamp: large(limits.token + 1) }],
      })),
  ],
  [
    'bytes of a certificate',
    (it) => (material(it)['certificate'] = asJson({ rawBytes: large(limits.token + 1) })),
  ],
  ['bytes of a log entry', (it) => (entry(it)['canonicalizedBody'] = large(limits.entry + 1))],
  [
    'hashes of an inclusion proof',
    (it) => (asJson(entry(it)['inclusionProof'])['hashes'] = many(limits.hashes + 1, large(32))),
  ],
  [
    'characters of a checkpoint',
    (it) =>
      (asJson(entry(it)['inclusionProof'])['checkpoint'] = asJson({
        envelope: '\u2014'.repeat(limits.checkpoint + 1),
      })),
  ],
];

test.each(rows)('too many %s are refused before they are looked at', (what, change) => {
  const evidence = altered(
    sigstoreEvidence('v3-keyless-r2'),
    inBundle((bundle) => void change(bundle)),
  );
  expect(verifyEvidence(evidence, keyless)[0]).toMatchObject({
    reason: 'too-large',
    message: `there are too many ${what}`,
  });
});

test('what is larger than any bundle or payload is not read', () => {
  const bytes = new Uint8Array(limits.payload + 1);
  const large = (found: Found): Found =>
    found.kind === 'bundle' ? { ...found, bytes } : { ...found, payload: bytes };
  for (const name of ['v3-keyless-r2', 'v2-keyless']) {
    const [outcome] = verifyEvidence(altered(sigstoreEvidence(name), large), keyless);
    expect(outcome).toMatchObject({ reason: 'too-large', message: 'it is too large' });
  }
});

test('an annotation that is too large is not read', () => {
  const change = inAnnotation('dev.sigstore.cosign/bundle', () =>
    'x'.repeat(limits.annotation + 1),
  );
  const [outcome] = verifyEvidence(altered(sigstoreEvidence('v2-keyless'), change), keyless);
  expect(outcome).toMatchObject({ reason: 'too-large' });
});
