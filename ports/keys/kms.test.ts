// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KmsFake, kmsFake } from '../../test/real/emulators/kms.ts';
import { keysContract } from './contract.ts';
import { crc32c } from './crc32c.ts';
import { kmsKeys } from './kms.ts';

let fake: KmsFake;
let now = Date.UTC(2030, 0);
const later = (milliseconds: number) => {
  now += milliseconds;
};
const minute = 60_000;
const open = async () => {
  const cryptoKey = await fake.newKey();
  const keys = kmsKeys({ client: async () => fake.client, cryptoKey, clock: () => now });
  return { keys, cryptoKey, later };
};

beforeAll(async () => {
  fake = await kmsFake(() => now);
});
afterAll(() => fake.stop());

describe('keys in Cloud KMS', () => {
  keysContract(async () => {
    const work = await open();
    const rotate = async () => void (await fake.rotate(work.cryptoKey));
    return { ...work, rotate, end: async () => undefined };
  });

  test('a version that was disabled neither signs nor is published a minute later; the next signs at once', async () => {
    const { keys, cryptoKey } = await open();
    const [stolen] = await keys.published();
    await fake.rotate(cryptoKey);
    await fake.disable(`${cryptoKey}/cryptoKeyVersions/1`);
    later(minute);
    const published = await keys.published();
    expect(published).toHaveLength(1);
    expect(published[0]?.kid).not.toBe(stolen?.kid);
    expect(await keys.sign(await keys.current(), Buffer.from('x'))).toHaveLength(64);
  });

  test('while Cloud KMS is away the last list serves for ten minutes, and nothing is signed', async () => {
    const { keys } = await open();
    const before = await keys.published();
    fake.fail(13);
    later(5 * minute);
    expect(await keys.published()).toEqual(before);
    const signing = keys.sign(before[0]?.kid ?? '', new Uint8Array(3));
    await expect(signing).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    later(6 * minute);
    await expect(keys.published()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    fake.fail(undefined);
    expect(await keys.published()).toEqual(before);
  });

  test('a call that fails for a moment is made again', async () => {
    const { keys } = await open();
    const kid = await keys.current();
    fake.fail(14, 1);
    expect(await keys.sign(kid, new Uint8Array(3))).toHaveLength(64);
  });

  test('a key that may not be read is a failure that says nothing of what Cloud KMS said', async () => {
    const { keys } = await open();
    fake.fail(7);
    const error = await keys.published().catch((cause: unknown) => cause);
    fake.fail(undefined);
    expect(error).toMatchObject({ code: 'UNAVAILABLE' });
    expect(String(error)).not.toContain('as the test wants it');
  });

  test('a signature that was damaged on its way is never given out', async () => {
    const { keys } = await open();
    const kid = await keys.current();
    fake.damage(true);
    await expect(keys.sign(kid, new Uint8Array(3))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    fake.damage(false);
  });

  test('the keys are listed once a minute, whoever asks', async () => {
    let calls = 0;
    const client = async () => {
      calls += 1;
      return fake.client;
    };
    const keys = kmsKeys({ client, cryptoKey: await fake.newKey(), clock: () => now });
    await Promise.all(Array.from({ length: 50 }, () => keys.published()));
    const first = calls;
    await keys.current();
    expect(calls).toBe(first);
    expect(first).toBeLessThanOrEqual(2);
    later(minute);
    await keys.published();
    expect(calls).toBe(first + 1);
  });
});

test('the checksum is that of RFC 3720', () => {
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
});
