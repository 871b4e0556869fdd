// SPDX-License-Identifier: Apache-2.0
import { compactVerify, createLocalJWKSet } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Keys } from './port.ts';

/** Fresh keys under a clock that the test moves, with the act of rotation where they live. */
export interface KeysAtWork {
  keys: Keys;
  rotate: () => Promise<void>;
  /** Moves the clock on, in milliseconds. */
  later: (milliseconds: number) => void;
  end: () => Promise<void>;
}

const minute = 60_000;
const hour = 60 * minute;

/** What every adapter of the keys port keeps. */
export function keysContract(make: () => Promise<KeysAtWork>): void {
  const made: KeysAtWork[] = [];
  const open = async () => {
    const opened = await make();
    made.push(opened);
    return opened;
  };
  let work: KeysAtWork;
  beforeAll(async () => {
    work = await open();
  });
  afterAll(async () => {
    for (const each of made) await each.end();
  });

  const kids = async ({ keys }: KeysAtWork) => (await keys.published()).map(({ kid }) => kid);

  /** A JWS by the key that signs now. */
  const signed = async ({ keys }: KeysAtWork): Promise<string> => {
    const header = { alg: 'ES256', kid: await keys.current() };
    const input = [header, { n: 1 }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = await keys.sign(header.kid, Buffer.from(input));
    return `${input}.${Buffer.from(signature).toString('base64url')}`;
  };
  const verify = async ({ keys }: KeysAtWork, jws: string) =>
    compactVerify(jws, createLocalJWKSet({ keys: await keys.published() }));

  test('what the current key signs, jose verifies with what is published, every time', async () => {
    // A part of a signature that begins with zeros comes up once in 128 times.
    for (let times = 0; times < 300; times += 1) {
      const jws = await signed(work);
      expect(Buffer.from(jws.split('.')[2] ?? '', 'base64url')).toHaveLength(64);
      await verify(work, jws);
    }
  });

  test('a signature is of these bytes only', async () => {
    const [header, , signature] = (await signed(work)).split('.');
    const other = Buffer.from('{"n":2}').toString('base64url');
    await expect(verify(work, `${header}.${other}.${signature}`)).rejects.toThrow('signature');
  });

  test('the listing has the signing key first, and of each the public half alone', async () => {
    const published = await work.keys.published();
    expect(published[0]?.kid).toBe(await work.keys.current());
    for (const jwk of published) {
      expect(Object.keys(jwk).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
      expect(jwk).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
    }
  });

  test('a new key is published ten minutes before it signs', async () => {
    const own = await open();
    const old = await own.keys.current();
    await own.rotate();
    own.later(2 * minute);
    const [first, second] = await kids(own);
    expect(first).toBe(old);
    expect(second).toBeDefined();
    expect(await own.keys.current()).toBe(old);
    own.later(7 * minute);
    expect(await own.keys.current()).toBe(old);
    own.later(2 * minute);
    expect(await own.keys.current()).toBe(second);
    expect(await kids(own)).toEqual([second, old]);
  });

  test('what a key signed verifies for a day after another took over, and not much longer', async () => {
    const own = await open();
    own.later(1000 * hour);
    const before = await signed(own);
    await own.rotate();
    own.later(12 * minute);
    const old = (await kids(own))[1];
    await own.rotate();
    own.later(23 * hour);
    expect(await kids(own)).toContain(old);
    await verify(own, before);
    own.later(2 * hour);
    expect(await kids(own)).not.toContain(old);
    await expect(verify(own, before)).rejects.toThrow();
  });

  test('nobody signs with a key that is not published', async () => {
    const own = await open();
    const old = await own.keys.current();
    await own.rotate();
    own.later(26 * hour);
    for (const kid of [old, 'nobody', '', '../keys']) {
      await expect(own.keys.sign(kid, new Uint8Array(3))).rejects.toMatchObject({
        code: 'NOT_FOUND',
      });
    }
  });
}
