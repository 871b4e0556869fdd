// SPDX-License-Identifier: Apache-2.0
// One table: every part of a bundle and of a layer, changed, and why it is then refused.
import { expect, test } from 'vitest';
import type { Found } from '../../core/evidence/evidence.ts';
import { verifyEvidence } from '../../core/evidence/verify.ts';
import { sigstoreEvidence } from '../fixtures/sigstore.ts';
import {
  altered,
  asJson,
  flip,
  inAnnotation,
  inBundle,
  inJson,
  type Json,
  parse,
} from './altered.ts';
import { byKey, keyless } from './demands.ts';

/** Another bundle by the same sigstore. */
const other = (name: string): Json => {
  const [found] = sigstoreEvidence(name).found;
  if (found?.kind !== 'bundle') throw new Error('not a bundle');
  return parse(found.bytes);
};
const entry = (bundle: Json): Json => asJson(bundle['verificationMaterial']?.['tlogEntries']?.[0]);
const proof = (bundle: Json): Json => asJson(entry(bundle)['inclusionProof']);
const stamps = (bundle: Json): Json =>
  asJson(bundle['verificationMaterial']?.['timestampVerificationData']?.['rfc3161Timestamps']);
const set = (place: Json, name: string, change: (value: Json) => unknown) => {
  place[name] = asJson(change(place[name] ?? asJson('')));
};
/** Nought is left out of a bundle's JSON. */
const plusOne = (value: Json) => `${BigInt(value || '0') + 1n}`;

/** Which of the two fails depends on when the other certificate was issued. */
const either: unknown = expect.stringMatching(/^(certificate|log-entry)-invalid$/);

type Row = [what: string, change: (bundle: Json) => void, reason: unknown];
const common: Row[] = [
  [
    'payload',
    (b) => set(asJson(b['dsseEnvelope']), 'payload', () => flipped(b)),
    'log-entry-invalid',
  ],
  [
    'signature',
    (b) => set(asJson(b['dsseEnvelope']?.['signatures']?.[0]), 'sig', flip),
    'log-entry-invalid',
  ],
  ['log entry’s body', (b) => set(entry(b), 'canonicalizedBody', flip), 'log-entry-invalid'],
  [
    'log entry, missing',
    (b) => set(asJson(b['verificationMaterial']), 'tlogEntries', () => []),
    'log-entry-missing',
  ],
  ['log’s id', (b) => set(asJson(entry(b)['logId']), 'keyId', flip), 'log-entry-missing'],
  [
    'entry’s kind',
    (b) => set(asJson(entry(b)['kindVersion']), 'version', () => '0.0.9'),
    'log-entry-invalid',
  ],
  ['proof’s root', (b) => set(proof(b), 'rootHash', flip), 'log-entry-invalid'],
  ['proof’s tree size', (b) => set(proof(b), 'treeSize', plusOne), 'log-entry-invalid'],
  ['proof’s index', (b) => set(proof(b), 'logIndex', plusOne), 'log-entry-invalid'],
  [
    'proof’s hashes',
    (b) => set(proof(b), 'hashes', (all) => [...all, `${'A'.repeat(43)}=`]),
    'log-entry-invalid',
  ],
  [
    'checkpoint’s root',
    (b) => checkpoint(b, (text) => text.replace(/\n[^\n]+\n\n/, `\n${'A'.repeat(43)}=\n\n`)),
    'log-entry-invalid',
  ],
  [
    'checkpoint’s size',
    (b) => checkpoint(b, (text) => text.replace(/\n\d+\n/, '\n999\n')),
    'log-entry-invalid',
  ],
  [
    'checkpoint’s name',
    (b) => checkpoint(b, (text) => text.replace(/^[^\n]+/, 'evil.example')),
    'log-entry-invalid',
  ],
  [
    'checkpoint’s signer',
    (b) => checkpoint(b, (text) => text.replace(/— \S+/, '— h')),
    'log-entry-invalid',
  ],
  [
    'checkpoint’s signature',
    (b) => checkpoint(b, (text) => text.replace(/(\S+)\n$/, (_, sig) => `${flip(sig)}\n`)),
    'log-entry-invalid',
  ],
];

function flipped(bundle: Json): Json {
  const payload = Buffer.from(asJson(bundle['dsseEnvelope']?.['payload']), 'base64').toString();
  return asJson(Buffer.from(payload.replace('"subject"', '"subject" ')).toString('base64'));
}

function checkpoint(bundle: Json, change: (text: string) => string): void {
  set(asJson(proof(bundle)['checkpoint']), 'envelope', (text) => change(text));
}

const certificate = (b: Json, from: string) => {
  const material = asJson(b['verificationMaterial']);
  set(material, 'certificate', () => other(from)['verificationMaterial']?.['certificate']);
};
const onlyRekor2: Row[] = [
  ...common.map(
    ([what, change, reason]): Row => [
      what,
      change,
      // A timestamp is over the signature.
      what === 'signature' ? 'timestamp-invalid' : reason,
    ],
  ),
  ['certificate of somebody else', (b) => certificate(b, 'v3-keyless-r2-uri'), either],
  ['timestamp', (b) => set(asJson(stamps(b)[0]), 'signedTimestamp', flip), 'timestamp-invalid'],
  [
    'timestamp of another signature',
    (b) => set(stamps(b), '0', () => stamps(other('v3-keyless-r2-uri'))[0]),
    'timestamp-invalid',
  ],
  [
    'timestamp, missing',
    (b) => set(asJson(b['verificationMaterial']), 'timestampVerificationData', () => ({})),
    'time-unproven',
  ],
  [
    'inclusion proof, missing',
    (b) => {
      delete entry(b)['inclusionProof'];
    },
    'malformed',
  ],
];
const onlyRekor1: Row[] = [
  ...common,
  ['certificate of somebody else', (b) => certificate(b, 'v3-keyless-r2-uri'), either],
  [
    'promise',
    (b) => set(asJson(entry(b)['inclusionPromise']), 'signedEntryTimestamp', flip),
    'log-entry-invalid',
  ],
  [
    'promise, missing',
    (b) => {
      delete entry(b)['inclusionPromise'];
    },
    'time-unproven',
  ],
  [
    'entry’s time, within the certificate’s',
    (b) => set(entry(b), 'integratedTime', plusOne),
    'log-entry-invalid',
  ],
  [
    'entry’s time, without it',
    (b) => set(entry(b), 'integratedTime', () => '1'),
    'certificate-invalid',
  ],
  [
    'entry’s time, no time',
    (b) => set(entry(b), 'integratedTime', () => '99999999999999999'),
    'log-entry-invalid',
  ],
  ['entry’s index', (b) => set(entry(b), 'logIndex', plusOne), 'log-entry-invalid'],
];

test.each(onlyRekor2)('a bundle with Rekor v2, changed: %s', (_, change, reason) => {
  expect(refused('v3-keyless-r2', inBundle(change))).toMatchObject({ reason });
});

test.each(onlyRekor1)('a bundle with Rekor v1, changed: %s', (_, change, reason) => {
  expect(refused('v3-keyless-r1', inBundle(change))).toMatchObject({ reason });
});

test.each(['v2-bundle-r2b', 'v3-keyless-r2c', 'v3-att-r1', 'v3-keyless-r1tsa'])(
  '%s, each part of it changed, is refused',
  (name) => {
    for (const [what, change] of common) {
      expect(refused(name, inBundle(change)), what).toMatchObject({ outcome: 'rejected' });
    }
  },
);

const pay =
  (change: (text: string) => string) =>
  (found: Found): Found => {
    if (found.kind !== 'layer') throw new Error('not a layer');
    return { ...found, payload: Buffer.from(change(Buffer.from(found.payload).toString())) };
  };
const logged = (change: (value: Json) => void) =>
  inAnnotation('dev.sigstore.cosign/bundle', inJson(change));
const elsewhere = (name: string) => {
  const [found] = sigstoreEvidence(name).found;
  return found?.kind === 'layer' ? found.annotations : {};
};
const layers: [string, (found: Found) => Found, unknown][] = [
  ['payload', pay((text) => text.replace('"optional"', ' "optional"')), 'log-entry-invalid'],
  [
    'signature',
    inAnnotation('dev.cosignproject.cosign/signature', (text) => flip(text)),
    'log-entry-invalid',
  ],
  [
    'signature, missing',
    inAnnotation('dev.cosignproject.cosign/signature', () => undefined),
    'log-entry-invalid',
  ],
  [
    'certificate of somebody else',
    inAnnotation(
      'dev.sigstore.cosign/certificate',
      () => elsewhere('v2-keyless-tsa')['dev.sigstore.cosign/certificate'],
    ),
    either,
  ],
  [
    'certificate, broken',
    inAnnotation('dev.sigstore.cosign/certificate', (text) => text.replace('MII', 'MIJ')),
    'certificate-invalid',
  ],
  [
    'certificate, missing',
    inAnnotation('dev.sigstore.cosign/certificate', () => undefined),
    'other-kind-of-signer',
  ],
  [
    'log entry, missing',
    inAnnotation('dev.sigstore.cosign/bundle', () => undefined),
    'log-entry-missing',
  ],
  ['log entry, no JSON', inAnnotation('dev.sigstore.cosign/bundle', () => '{'), 'malformed'],
  ['promise', logged((it) => set(it, 'SignedEntryTimestamp', flip)), 'log-entry-invalid'],
  [
    'entry’s body',
    logged((it) =>
      set(asJson(it['Payload']), 'body', (body) =>
        Buffer.from(Buffer.from(body, 'base64').toString().replace('{', '{ ')).toString('base64'),
      ),
    ),
    'log-entry-invalid',
  ],
  [
    'entry’s time',
    logged((it) => set(asJson(it['Payload']), 'integratedTime', (time) => Number(time) + 1)),
    'log-entry-invalid',
  ],
  [
    'entry’s index',
    logged((it) => set(asJson(it['Payload']), 'logIndex', (index) => Number(index) + 1)),
    'log-entry-invalid',
  ],
  [
    'entry of another signature',
    inAnnotation(
      'dev.sigstore.cosign/bundle',
      () => elsewhere('v2-key')['dev.sigstore.cosign/bundle'],
    ),
    'log-entry-invalid',
  ],
];

test.each(layers)('a legacy signature, changed: %s', (_, change, reason) => {
  expect(refused('v2-keyless', change)).toMatchObject({ reason });
});

test.each<[string, (found: Found) => Found]>([
  ['envelope', pay((text) => `${text} `)],
  ['promise', logged((it) => set(it, 'SignedEntryTimestamp', flip))],
  [
    'time',
    logged((it) => set(asJson(it['Payload']), 'integratedTime', (time) => Number(time) + 1)),
  ],
  [
    'log',
    logged((it) =>
      set(asJson(it['Payload']), 'logID', (id) => id.replace(/^./, (c) => (c === '0' ? '1' : '0'))),
    ),
  ],
])('a legacy attestation with an intoto/0.0.1 entry, changed: %s', (_, change) => {
  expect(refused('v2-att-intoto', change)).toMatchObject({ outcome: 'rejected' });
});

test('a signature with a key, changed, is refused as one that does not fit that key', () => {
  const changed = inBundle((b) => set(asJson(b['dsseEnvelope']?.['signatures']?.[0]), 'sig', flip));
  const [outcome] = verifyEvidence(altered(sigstoreEvidence('v3-key-r2'), changed), byKey);
  expect(outcome).toMatchObject({ reason: 'signature-invalid' });
});

test('a layer counts only as what its media type is', () => {
  const moved = (found: Found): Found =>
    found.kind === 'layer' ? { ...found, use: 'attestation' } : found;
  expect(refused('v2-keyless', moved)).toMatchObject({ reason: 'unsupported' });
});

function refused(name: string, change: (found: Found) => Found) {
  const evidence = sigstoreEvidence(name);
  const [before] = verifyEvidence(evidence, keyless);
  expect(before?.outcome).toBe('verified');
  return verifyEvidence(altered(evidence, change), keyless)[0];
}
