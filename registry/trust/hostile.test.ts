// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, test } from 'vitest';
import { misdeeds } from '../../test/fixtures/registry/misdeeds.ts';
import { type Role, tufRepository } from '../../test/fixtures/tuf/repository.ts';
import {
  first,
  inEffect,
  later,
  second,
  type TrustedMirror,
  target,
  trustedMirror,
} from '../../test/fixtures/tuf/trusted.ts';
import { openRoot } from './open.ts';

let site: TrustedMirror;
beforeEach(async () => {
  site = await trustedMirror();
});
afterEach(() => site.close());

test('a root that begins anew, by a key that nobody vouches for, is refused', async () => {
  const root = await site.open();
  await root.refresh();
  const other = tufRepository();
  other.rotate();
  other.publish({ [target]: later });
  site.mirror.serve(other);
  expect(await root.refresh()).toMatchObject({
    kind: 'refused',
    reason: expect.stringContaining('not signed by those'),
  });
  expect(inEffect(root)).toEqual(first);
});

test('an expired root.json, with nothing newer, is refused', async () => {
  const old = await trustedMirror(new Date(Date.now() - 60_000));
  const root = await old.open();
  expect(await root.refresh()).toEqual({ kind: 'refused', reason: 'it has expired (root.json)' });
  expect(inEffect(root)).toContain('it has expired');
  await old.close();
});

test.each(['timestamp', 'snapshot', 'targets'] as Role[])(
  'an expired %s.json is refused, and the old root stays',
  async (role) => {
    const root = await site.open();
    await root.refresh();
    site.repository.publish(
      { [target]: later },
      { expires: { [role]: new Date(Date.now() - 60_000) } },
    );
    expect(await root.refresh()).toEqual({
      kind: 'refused',
      reason: `it has expired (${role}.json)`,
    });
    expect(inEffect(root)).toEqual(first);
    expect(inEffect(await site.open({ offline: true }))).toEqual(first);
  },
);

test('a repository that was rolled back is refused, by the next process too', async () => {
  const before = new Map(site.repository.files);
  site.repository.publish({ [target]: later });
  await (await site.open()).refresh();
  site.mirror.serve({ files: before });
  const root = await site.open();
  expect(await root.refresh()).toMatchObject({
    kind: 'refused',
    reason: expect.stringContaining('rolled back'),
  });
  expect(inEffect(root)).toEqual(second);
});

test('bytes that are not as listed are refused: of the target, of metadata, and what is not listed', async () => {
  const root = await site.open();
  await root.refresh();
  site.repository.publish({ [target]: later });
  const spoilt = (path: RegExp, text: string) =>
    new Map(
      [...site.repository.files].map(([name, bytes]) => [
        name,
        path.test(name) ? Buffer.from(text) : bytes,
      ]),
    );
  const evil = later.replaceAll('ca.example.com', 'ca.example.org');
  for (const [path, text] of [
    [/^targets\//, evil],
    [/2\.targets\.json/, '{}'],
    [/2\.snapshot\.json/, String(site.repository.files.get('1.snapshot.json'))],
    [
      /timestamp\.json/,
      String(site.repository.files.get('timestamp.json')).replace('"version":2', '"version":3'),
    ],
  ] as const) {
    site.mirror.serve({ files: spoilt(path, text) });
    expect((await root.refresh()).kind, String(path)).toBe('refused');
    expect(inEffect(root)).toEqual(first);
  }
  site.repository.publish({ 'another.json': later });
  site.mirror.serve(site.repository);
  expect(await root.refresh()).toEqual({
    kind: 'refused',
    reason: `it lists no target ${target}`,
  });
  site.repository.publish({ [target]: '{"mediaType":1}' });
  expect(await root.refresh()).toMatchObject({
    reason: expect.stringContaining('no trusted root'),
  });
  expect(inEffect(root)).toEqual(first);
});

test('delegations are not followed, whatever they promise', async () => {
  site.repository.publish({ other: 'x' }, { delegated: ['{a,b}'.repeat(40), '*'] });
  site.mirror.forget();
  expect(await (await site.open()).refresh()).toMatchObject({
    reason: `it lists no target ${target}`,
  });
  expect(site.mirror.asked.filter((path) => path.includes('others'))).toEqual([]);
});

test.each(misdeeds)(
  'a mirror that answers with $name: ended in time, the old root kept',
  async ({ misdeed }) => {
    await (await site.open()).refresh();
    const root = await site.open({ patience: 500 });
    site.repository.publish({ [target]: later });
    for (const path of ['timestamp.json', '2.snapshot.json', 'trusted_root.json']) {
      site.mirror.misbehave(path, misdeed);
      const outcome = await root.refresh();
      expect(['refused', 'unreachable'], path).toContain(outcome.kind);
      expect(inEffect(root), path).toEqual(first);
    }
    site.mirror.misbehave();
    const patient = await site.open();
    expect(inEffect(patient)).toEqual(first);
    expect(await patient.refresh()).toEqual({ kind: 'fresh' });
    expect(inEffect(patient)).toEqual(second);
  },
);

test('a length that metadata announces is believed up to a limit only', async () => {
  const endless = misdeeds.find(({ name }) => name === 'an endless body')?.misdeed;
  const root = await site.open();
  await root.refresh();
  site.repository.publish({ [target]: later }, { announced: { snapshot: 1e12 } });
  site.mirror.misbehave('2.snapshot.json', endless);
  expect(await root.refresh()).toMatchObject({
    kind: 'refused',
    reason: expect.stringContaining('more than 5000000 bytes'),
  });
  site.mirror.misbehave();
  site.repository.publish({ [target]: later }, { announced: { target: 1e12 } });
  expect(await root.refresh()).toEqual({
    kind: 'refused',
    reason: `its ${target} is larger than 2000000 bytes`,
  });
  expect(inEffect(root)).toEqual(first);
});

test('roots without end are not followed without end', async () => {
  for (let count = 0; count < 70; count += 1) site.repository.rotate();
  site.repository.publish({ [target]: later });
  const root = await site.open();
  expect((await root.refresh()).kind).toBe('refused');
  expect(site.mirror.asked.length).toBeLessThan(70);
});

test('a metadata service is asked nothing, nor private addresses on behalf of tenants', async () => {
  const ask = async (url: string, reach: 'public' | 'private') => {
    const root = await openRoot({ kind: 'mirror', url, root: site.repository.root }, { reach });
    return root.refresh();
  };
  for (const url of ['http://169.254.169.254/', 'https://[fd00:ec2::254]/x']) {
    expect(await ask(url, 'private')).toMatchObject({
      reason: expect.stringContaining('no request'),
    });
  }
  expect(await ask(site.mirror.url, 'public')).toMatchObject({ kind: 'unreachable' });
  expect(site.mirror.asked).toEqual([]);
});

test.each(['ftp://tuf.example.com', 'https://me:secret@tuf.example.com', 'https://x/?y=1', 'tuf'])(
  'as a mirror, %s is refused',
  async (url) => {
    const root = await openRoot(
      { kind: 'mirror', url, root: site.repository.root },
      { reach: 'private' },
    );
    expect(await root.refresh()).toMatchObject({ kind: 'refused' });
  },
);
