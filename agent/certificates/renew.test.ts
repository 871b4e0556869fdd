// SPDX-License-Identifier: Apache-2.0
import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeAuthority, makeServing } from './issue.ts';
import { isUsable, type Material, renewed } from './renew.ts';

const names = ['webhook.gulfstream.svc'];
const day = 86_400_000;
const now = Date.parse('2026-01-02T03:04:05Z');

test('what is made is an authority, and a certificate of it for the names', async () => {
  const made = await renewed(undefined, names, now);
  const [authority = ''] = made.authorities.map((each) => new X509Certificate(each));
  const shown = new X509Certificate(made.serving.cert);
  expect(authority).toMatchObject({ ca: true });
  expect(shown).toMatchObject({
    ca: false,
    subjectAltName: 'DNS:webhook.gulfstream.svc',
    keyUsage: ['1.3.6.1.5.5.7.3.1'],
  });
  expect(isUsable(made, names, now)).toBe(true);
  expect(isUsable(made, ['other.svc'], now)).toBe(false);
});

test('it counts for clocks that are behind, and not after its end', async () => {
  const made = await renewed(undefined, names, now);
  const begins = Date.parse(new X509Certificate(made.serving.cert).validFrom);
  expect(now - begins).toBeGreaterThan(600_000);
  expect(isUsable(made, names, now + 31 * day)).toBe(false);
});

test('one that a clock days ahead made does not count yet, and another takes its place', async () => {
  const made = await renewed(undefined, names, now + 3 * day);
  expect(isUsable(made, names, now)).toBe(false);
  expect(isUsable(await renewed(made, names, now), names, now)).toBe(true);
});

test('nothing is due in its first weeks; ten days before its end there is another', async () => {
  const made = await renewed(undefined, names, now);
  expect(await renewed(made, names, now + 19 * day)).toBe(made);
  const next = await renewed(made, names, now + 21 * day);
  expect(next.serving.cert).not.toBe(made.serving.cert);
  expect(next.authorities).toEqual(made.authorities);
});

test('a new authority is believed before anything is signed by it, and the old one until its end', async () => {
  let held = await servedUntil(now + 310 * day);
  const old = held.authorities[0] ?? '';
  const first = await renewed(held, names, now + 310 * day);
  expect(first.authorities.join('').match(/^-----BEGIN CERTIFICATE-----$/gm)).toHaveLength(2);
  expect(first.authorities).toHaveLength(2);
  expect(first.authorities[1]).toBe(old);
  expect(first.serving).toEqual(held.serving);
  held = await renewed(first, names, now + 310 * day);
  expect(held.serving.cert).not.toBe(first.serving.cert);
  const by = new X509Certificate(held.authorities[0] ?? '');
  expect(new X509Certificate(held.serving.cert).verify(by.publicKey)).toBe(true);
  expect(await renewed(held, names, now + 310 * day)).toBe(held);
  const fresh = await renewed(held, names, now + 331 * day);
  const later = await renewed(fresh, names, now + 352 * day);
  expect((await renewed(later, names, now + 366 * day)).authorities).toEqual([held.authorities[0]]);
});

/** What is held after an agent has tended it until then. */
async function servedUntil(then: number): Promise<Material> {
  let held = await renewed(undefined, names, now);
  const [authority = ''] = held.authorities;
  const pair = { cert: authority, key: held.authorityKey };
  held = { ...held, serving: await makeServing(pair, names, then - day) };
  return held;
}

test.each<[string, (held: Material) => Promise<Partial<Material>>]>([
  [
    'a certificate of another authority',
    async () => ({ authorities: [(await makeAuthority(now)).cert] }),
  ],
  [
    'a key of another certificate',
    async ({ serving }) => ({ serving: { ...serving, key: (await makeAuthority(now)).key } }),
  ],
  ['no certificate at all', async ({ serving }) => ({ serving: { ...serving, cert: 'x' } })],
])('with %s everything is made anew', async (_, spoilt) => {
  const made = await renewed(undefined, names, now);
  const held = { ...made, ...(await spoilt(made)) };
  expect(isUsable(held, names, now)).toBe(false);
  const next = await renewed(held, names, now);
  expect(isUsable(next, names, now)).toBe(true);
  expect(next.authorities).not.toContain(made.authorities[0]);
});
