// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { seeded } from '../../scripts/trust-root/seeded.ts';
import { publicGoodTrust } from './public-good.ts';

test('the embedded root is the one that the installed @sigstore/tuf brings; else: npm run trust-root', () => {
  const file = new URL('./public-good.json', import.meta.url);
  expect(readFileSync(file, 'utf8')).toBe(seeded().trustedRoot);
});

test('the embedded root names Fulcio, both kinds of Rekor and a timestamp authority', () => {
  const { certificateAuthorities, material } = publicGoodTrust();
  expect(certificateAuthorities).toContain('https://fulcio.sigstore.dev');
  expect(material.tlogs.map(({ baseURL }) => baseURL)).toEqual(
    expect.arrayContaining(['https://rekor.sigstore.dev', 'https://log2025-1.rekor.sigstore.dev']),
  );
  expect(material.timestampAuthorities).not.toEqual([]);
  expect(publicGoodTrust()).toBe(publicGoodTrust());
});
