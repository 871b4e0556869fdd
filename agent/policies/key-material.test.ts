// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { newKey } from '../../test/fixtures/policy/pretended.ts';
import { keyReader } from './key-material.ts';

test('a KMS that does not answer holds up nobody else, and its key counts once it comes', async () => {
  const { pem } = newKey();
  let answer: (found: { pem: string }) => void = () => undefined;
  let asked = 0;
  const kms = (name: string) => {
    if (name === 'quick') return Promise.resolve({ pem });
    asked += 1;
    return new Promise<{ pem: string }>((resolve) => {
      answer = resolve;
    });
  };
  const keys = keyReader({ get: async () => undefined }, kms, 100);
  const named = { secrets: ['none'], kms: ['quick', 'slow'] };
  const first = await keys.material(named);
  expect(first.kms.get('quick')).toEqual({ pem });
  expect(first.kms.get('slow')).toEqual({ fault: 'slow has not answered yet' });
  expect(keys.isLate()).toBe(true);
  const refreshed = keys.refresh(named);
  answer({ pem });
  expect(await refreshed).toBe(true);
  expect((await keys.material(named)).kms.get('slow')).toEqual({ pem });
  expect(keys.isLate()).toBe(false);
  expect(asked).toBe(1);
});
