// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { apiPage } from '../../scripts/reference/api.ts';
import { chainctlPage } from '../../scripts/reference/chainctl.ts';

const committed = (name: string) =>
  readFile(new URL(`../../docs/reference/${name}`, import.meta.url), 'utf8');

test('the reference of chainctl says what its commands say (else: npm run reference)', async () => {
  expect(await committed('chainctl.md')).toBe(`${await chainctlPage()}\n`);
});

test('the reference of the API says what its endpoints say (else: npm run reference)', async () => {
  expect(await committed('api.md')).toBe(`${apiPage()}\n`);
});
