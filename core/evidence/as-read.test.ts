// SPDX-License-Identifier: Apache-2.0
import { X509Certificate } from '@sigstore/core';
import { expect, test } from 'vitest';
import { KeptCertificate } from './kept-certificate.ts';
import root from './public-good.json' with { type: 'json' };

const ders = [...root.certificateAuthorities, ...root.timestampAuthorities]
  .flatMap(({ certChain }) => certChain.certificates)
  .map(({ rawBytes }) => Buffer.from(rawBytes, 'base64'));
const pairs = ders.map((der) => [X509Certificate.parse(der), new KeptCertificate(der)] as const);

test('a certificate encodes to the bytes it was read from, and so does each part of it', () => {
  expect(pairs.length).toBeGreaterThan(3);
  for (const [plain, kept] of pairs) {
    expect(kept.root.toDER()).toEqual(plain.root.toDER());
    expect(kept.tbsCertificate.toDER()).toEqual(plain.tbsCertificate.toDER());
    expect(kept.publicKey).toEqual(plain.publicKey);
    const parts = kept.tbsCertificate.subs.map((each) => each.toDER());
    expect(parts).toEqual(plain.tbsCertificate.subs.map((each) => each.toDER()));
  }
});

test('a copy without one extension encodes as if that had never been there, and leaves the original', () => {
  for (const [plain, kept] of pairs) {
    const copies = [plain.clone(), kept.clone()];
    expect(copies[1]?.root.toDER()).toEqual(kept.der);
    for (const copy of copies) copy.extensions.splice(1, 1);
    expect(copies[1]?.extensions.length).toBe(plain.extensions.length - 1);
    expect(copies[1]?.tbsCertificate.toDER()).toEqual(copies[0]?.tbsCertificate.toDER());
    expect(kept.root.toDER()).toEqual(kept.der);
    expect(kept.extensions.length).toBe(plain.extensions.length);
  }
});

test('writing into an encoding changes no certificate', () => {
  for (const [, kept] of pairs) {
    kept.tbsCertificate.toDER().fill(0);
    kept.root.toDER().fill(0);
    expect(kept.verify(kept)).toBe(kept.subject.equals(kept.issuer));
  }
});
