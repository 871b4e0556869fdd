// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { publicGoodTrust } from '../../core/evidence/public-good.ts';
import { seeded } from '../../scripts/trust-root/seeded.ts';
import {
  first,
  inEffect,
  later,
  ours,
  second,
  type TrustedMirror,
  target,
  trustedMirror,
} from '../../test/fixtures/tuf/trusted.ts';
import { openRoot } from './open.ts';
import { trustedBy } from './root.ts';

let site: TrustedMirror;
beforeEach(async () => {
  site = await trustedMirror();
});
afterEach(() => site.close());

test('the refreshing of the public-good root begins where the installed @sigstore/tuf does; else: npm run trust-root', () => {
  const file = new URL('./public-good.json', import.meta.url);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(seeded().tufRoot));
});

test('the public-good root is there at once, without a question', async () => {
  const root = await openRoot({ kind: 'public-good' }, { reach: 'private', offline: true });
  expect(root.current()).toEqual({ trust: publicGoodTrust() });
  expect(root.current()).toBe(root.current());
  expect(await root.refresh()).toEqual({ kind: 'left' });
});

test('a mirror gives nothing until it was asked, then its root, which the next process has at once', async () => {
  const root = await site.open();
  expect(inEffect(root)).toContain('nothing was read yet');
  expect(site.mirror.asked).toEqual([]);
  expect(await root.refresh()).toEqual({ kind: 'fresh' });
  expect(inEffect(root)).toEqual(first);

  site.mirror.forget();
  const next = await site.open();
  expect(inEffect(next)).toEqual(first);
  expect(next.due()).toBe(false);
  expect(site.mirror.asked).toEqual([]);
});

test('what is kept is one file for its owner alone, whole at all times', async () => {
  await (await site.open()).refresh();
  const files = await readdir(site.folder);
  expect(files).toHaveLength(1);
  expect((await stat(join(site.folder, files[0] ?? ''))).mode & 0o777).toBe(0o600);
});

test('asked again, only what may have changed is fetched, and the trust stays the same object', async () => {
  const root = await site.open();
  await root.refresh();
  const before = root.current();
  site.mirror.forget();
  expect(await root.refresh()).toEqual({ kind: 'fresh' });
  expect(site.mirror.asked).toEqual(['2.root.json', 'timestamp.json']);
  expect(root.current()).toBe(before);
});

test('a question is asked once an hour, and shared by all who ask meanwhile', async () => {
  let now = Date.now();
  const clock = { now: () => now, wait: async () => undefined };
  const root = await site.open({ clock });
  expect(root.due()).toBe(true);
  await Promise.all([root.refresh(), root.refresh()]);
  expect(site.mirror.asked.filter((path) => path === 'timestamp.json')).toHaveLength(1);
  expect(root.due()).toBe(false);
  now += 3_600_000;
  expect(root.due()).toBe(true);
});

test('a new root by a new key, signed by the last one, is taken up', async () => {
  const root = await site.open();
  await root.refresh();
  site.repository.rotate();
  site.repository.publish({ [target]: later });
  expect(await root.refresh()).toEqual({ kind: 'fresh' });
  expect(inEffect(root)).toEqual(second);
  expect(inEffect(await site.open({ offline: true }))).toEqual(second);
});

test('offline nothing is sent; without anything kept that is said, with it nothing is', async () => {
  const root = await site.open({ offline: true });
  expect(await root.refresh()).toEqual({ kind: 'left' });
  expect(inEffect(root)).toContain('nothing is fetched offline');
  await (await site.open()).refresh();
  site.mirror.forget();
  const later = await site.open({ offline: true });
  expect(later.due()).toBe(false);
  await later.refresh();
  expect(inEffect(later)).toEqual(first);
  expect(site.mirror.asked).toEqual([]);
});

test('no network: nobody is heard, and giving up takes no time', async () => {
  const url = site.mirror.url.replace('127.0.0.1', 'tuf.example.com');
  const root = await openRoot(
    { kind: 'mirror', url, root: site.repository.root },
    { reach: 'private', patience: 3_600_000, lookup: () => undefined },
  );
  const flight = root.refresh();
  await root.close();
  expect(await flight).toMatchObject({ kind: 'unreachable' });
  expect(root.heard()).toBe(false);
});

test('what was kept and cannot be read counts for nothing and is written anew', async () => {
  await (await site.open()).refresh();
  const [name = ''] = await readdir(site.folder);
  const good = await readFile(join(site.folder, name), 'utf8');
  for (const text of ['', '{', '{"askedAt":1,"last":{}}', good.replace('mediaType', 'x')]) {
    await writeFile(join(site.folder, name), text);
    const root = await site.open();
    expect(inEffect(root), text.slice(0, 20)).toContain('nothing was read yet');
    expect(await root.refresh()).toEqual({ kind: 'fresh' });
    expect(inEffect(root)).toEqual(first);
  }
});

test('a site.folder that cannot be written takes nothing from this process', async () => {
  const file = join(site.folder, 'file');
  await writeFile(file, '');
  const root = await site.open({ folder: join(file, 'below') });
  expect(await root.refresh()).toEqual({ kind: 'fresh' });
  expect(inEffect(root)).toEqual(first);
});

test('a file is what it is', async () => {
  const root = await openRoot({ kind: 'file', trusted: trustedBy(ours) }, { reach: 'private' });
  expect(inEffect(root)).toEqual(first);
  expect(root.due()).toBe(false);
  expect(trustedBy('none')).toEqual({ fault: expect.stringContaining('no trusted root') });
});

test('where nobody listens one try tells so; a mirror that is busy is asked again', async () => {
  const waits: number[] = [];
  const wait = async (time: number) => void waits.push(time);
  const root = await site.open({ clock: { now: Date.now, wait } });
  site.mirror.misbehave('timestamp', (response) => {
    site.mirror.misbehave();
    response.writeHead(503).end();
  });
  expect(await root.refresh()).toEqual({ kind: 'fresh' });
  expect(waits).toHaveLength(1);
  await site.mirror.close();
  expect(await root.refresh()).toMatchObject({ kind: 'unreachable' });
  expect(waits).toHaveLength(1);
});
