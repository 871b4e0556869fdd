// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { publicGoodTrust } from '../../core/evidence/public-good.ts';
import { misdeeds } from '../../test/fixtures/registry/misdeeds.ts';
import { sigstoreFile } from '../../test/fixtures/sigstore.ts';
import { type TufMirror, tufMirror } from '../../test/fixtures/tuf/mirror.ts';
import {
  type Role,
  type TufRepository,
  tufRepository,
} from '../../test/fixtures/tuf/repository.ts';
import { openRoot } from './open.ts';
import type { Root } from './root.ts';
import type { TrustSettings } from './settings.ts';

const target = 'trusted_root.json';
const ours = sigstoreFile(target);
/** The same root with its certificate authority elsewhere. */
const later = ours.replaceAll('127.0.0.1:5555', 'ca.example.com');

let repository: TufRepository;
let mirror: TufMirror;
let folder: string;
const opened: Root[] = [];
beforeEach(async () => {
  repository = tufRepository();
  repository.publish({ [target]: ours });
  mirror = await tufMirror(repository);
  folder = await mkdtemp(join(tmpdir(), 'enforce-trust-'));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((root) => root.close()));
  await mirror.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(more: Partial<TrustSettings> = {}): Promise<Root> {
  const settings = { reach: 'private', folder, patience: 10_000, ...more } as const;
  const root = await openRoot({ kind: 'mirror', url: mirror.url, root: repository.root }, settings);
  opened.push(root);
  return root;
}

/** The URLs of the CAs in effect, or why there are none. */
function inEffect(root: Root): string[] | string {
  const trusted = root.current();
  return 'trust' in trusted ? trusted.trust.certificateAuthorities : trusted.fault;
}
const first = ['http://127.0.0.1:5555'];
const second = ['http://ca.example.com'];

test('the public-good root is there at once, without a question', async () => {
  const root = await openRoot({ kind: 'public-good' }, { reach: 'private', folder, offline: true });
  expect(root.current()).toEqual({ trust: publicGoodTrust() });
  expect(root.current()).toBe(root.current());
  expect(await root.refresh()).toEqual({ kind: 'left' });
});

test('a mirror gives nothing until it was asked, then its root, which the next process has at once', async () => {
  const root = await open();
  expect(inEffect(root)).toContain('nothing was read yet');
  expect(mirror.asked).toEqual([]);
  expect(await root.refresh()).toEqual({ kind: 'fresh' });
  expect(inEffect(root)).toEqual(first);

  mirror.forget();
  const next = await open();
  expect(inEffect(next)).toEqual(first);
  expect(next.due()).toBe(false);
  expect(mirror.asked).toEqual([]);
});

test('what is kept is one file for its owner alone, whole at all times', async () => {
  await (await open()).refresh();
  const files = await readdir(folder);
  expect(files).toHaveLength(1);
  expect((await stat(join(folder, files[0] ?? ''))).mode & 0o777).toBe(0o600);
});

test('asked again, only what may have changed is fetched, and the trust stays the same object', async () => {
  const root = await open();
  await root.refresh();
  const before = root.current();
  mirror.forget();
  expect(await root.refresh()).toEqual({ kind: 'fresh' });
  expect(mirror.asked).toEqual(['2.root.json', 'timestamp.json']);
  expect(root.current()).toBe(before);
});

test('a question is asked once an hour, and shared by all who ask meanwhile', async () => {
  let now = Date.now();
  const clock = { now: () => now, wait: async () => undefined };
  const root = await open({ clock });
  expect(root.due()).toBe(true);
  await Promise.all([root.refresh(), root.refresh()]);
  expect(mirror.asked.filter((path) => path === 'timestamp.json')).toHaveLength(1);
  expect(root.due()).toBe(false);
  now += 3_600_000;
  expect(root.due()).toBe(true);
});

test('a new root by a new key, signed by the last one, is taken up', async () => {
  const root = await open();
  await root.refresh();
  repository.rotate();
  repository.publish({ [target]: later });
  expect(await root.refresh()).toEqual({ kind: 'fresh' });
  expect(inEffect(root)).toEqual(second);
  expect(inEffect(await open({ offline: true }))).toEqual(second);
});

test('a root that begins anew, by a key that nobody vouches for, is refused', async () => {
  const root = await open();
  await root.refresh();
  const other = tufRepository();
  other.rotate();
  other.publish({ [target]: later });
  mirror.serve(other);
  expect(await root.refresh()).toMatchObject({
    kind: 'refused',
    reason: expect.stringContaining('not signed by those'),
  });
  expect(inEffect(root)).toEqual(first);
});

test('an expired root.json, with nothing newer, is refused', async () => {
  repository = tufRepository({ expires: new Date(Date.now() - 60_000) });
  repository.publish({ [target]: ours });
  mirror.serve(repository);
  const root = await open();
  expect(await root.refresh()).toEqual({ kind: 'refused', reason: 'it has expired (root.json)' });
  expect(inEffect(root)).toContain('it has expired');
});

test.each(['timestamp', 'snapshot', 'targets'] as Role[])(
  'an expired %s.json is refused, and the old root stays',
  async (role) => {
    const root = await open();
    await root.refresh();
    repository.publish({ [target]: later }, { expires: { [role]: new Date(Date.now() - 60_000) } });
    expect(await root.refresh()).toEqual({
      kind: 'refused',
      reason: `it has expired (${role}.json)`,
    });
    expect(inEffect(root)).toEqual(first);
    expect(inEffect(await open({ offline: true }))).toEqual(first);
  },
);

test('a repository that was rolled back is refused, by the next process too', async () => {
  const before = new Map(repository.files);
  repository.publish({ [target]: later });
  await (await open()).refresh();
  mirror.serve({ files: before });
  const root = await open();
  expect(await root.refresh()).toMatchObject({
    kind: 'refused',
    reason: expect.stringContaining('rolled back'),
  });
  expect(inEffect(root)).toEqual(second);
});

test('bytes that are not as listed are refused: of the target, of metadata, and what is not listed', async () => {
  const root = await open();
  await root.refresh();
  repository.publish({ [target]: later });
  const spoilt = (path: RegExp, text: string) =>
    new Map(
      [...repository.files].map(([name, bytes]) => [
        name,
        path.test(name) ? Buffer.from(text) : bytes,
      ]),
    );
  const evil = later.replaceAll('ca.example.com', 'ca.example.org');
  for (const [path, text] of [
    [/^targets\//, evil],
    [/2\.targets\.json/, '{}'],
    [/2\.snapshot\.json/, String(repository.files.get('1.snapshot.json'))],
    [
      /timestamp\.json/,
      String(repository.files.get('timestamp.json')).replace('"version":2', '"version":3'),
    ],
  ] as const) {
    mirror.serve({ files: spoilt(path, text) });
    expect((await root.refresh()).kind, String(path)).toBe('refused');
    expect(inEffect(root)).toEqual(first);
  }
  repository.publish({ 'another.json': later });
  mirror.serve(repository);
  expect(await root.refresh()).toEqual({
    kind: 'refused',
    reason: `it lists no target ${target}`,
  });
  repository.publish({ [target]: '{"mediaType":1}' });
  expect(await root.refresh()).toMatchObject({
    reason: expect.stringContaining('no trusted root'),
  });
  expect(inEffect(root)).toEqual(first);
});

test('delegations are not followed, whatever they promise', async () => {
  repository.publish({ other: 'x' }, { delegated: ['{a,b}'.repeat(40), '*'] });
  mirror.forget();
  expect(await (await open()).refresh()).toMatchObject({
    reason: `it lists no target ${target}`,
  });
  expect(mirror.asked.filter((path) => path.includes('others'))).toEqual([]);
});

test.each(misdeeds)(
  'a mirror that answers with $name: ended in time, the old root kept',
  async ({ misdeed }) => {
    const root = await open({ patience: 1_000 });
    await root.refresh();
    repository.publish({ [target]: later });
    for (const path of ['timestamp.json', '2.snapshot.json', 'trusted_root.json']) {
      mirror.misbehave(path, misdeed);
      const outcome = await root.refresh();
      expect(['refused', 'unreachable'], path).toContain(outcome.kind);
      expect(inEffect(root), path).toEqual(first);
    }
    mirror.misbehave();
    expect(await root.refresh()).toEqual({ kind: 'fresh' });
    expect(inEffect(root)).toEqual(second);
  },
);

test('roots without end are not followed without end', async () => {
  for (let count = 0; count < 70; count += 1) repository.rotate();
  repository.publish({ [target]: later });
  const root = await open();
  expect((await root.refresh()).kind).toBe('refused');
  expect(mirror.asked.length).toBeLessThan(70);
});

test('offline nothing is sent; without anything kept that is said, with it nothing is', async () => {
  const root = await open({ offline: true });
  expect(await root.refresh()).toEqual({ kind: 'left' });
  expect(inEffect(root)).toContain('nothing is fetched offline');
  await (await open()).refresh();
  mirror.forget();
  const later = await open({ offline: true });
  expect(later.due()).toBe(false);
  await later.refresh();
  expect(inEffect(later)).toEqual(first);
  expect(mirror.asked).toEqual([]);
});

test('no network: the root is there all the same, nobody is heard, and giving up takes no time', async () => {
  await (await open()).refresh();
  const silent = await open({ lookup: () => undefined });
  const url = mirror.url.replace('127.0.0.1', 'tuf.example.com');
  const root = await openRoot(
    { kind: 'mirror', url, root: repository.root },
    { reach: 'private', lookup: () => undefined },
  );
  const flight = root.refresh();
  await root.close();
  expect(await flight).toMatchObject({ kind: 'unreachable' });
  expect(root.heard()).toBe(false);
  expect(inEffect(silent)).toEqual(first);
});

test('what was kept and cannot be read counts for nothing and is written anew', async () => {
  await (await open()).refresh();
  const [name = ''] = await readdir(folder);
  const good = await readFile(join(folder, name), 'utf8');
  for (const text of ['', '{', '{"askedAt":1,"last":{}}', good.replace('mediaType', 'x')]) {
    await writeFile(join(folder, name), text);
    const root = await open();
    expect(inEffect(root), text.slice(0, 20)).toContain('nothing was read yet');
    expect(await root.refresh()).toEqual({ kind: 'fresh' });
    expect(inEffect(root)).toEqual(first);
  }
});

test('a folder that cannot be written takes nothing from this process', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  const root = await open({ folder: join(file, 'below') });
  expect(await root.refresh()).toEqual({ kind: 'fresh' });
  expect(inEffect(root)).toEqual(first);
});

test('a metadata service is asked nothing, nor private addresses on behalf of tenants', async () => {
  const ask = async (url: string, reach: 'public' | 'private') => {
    const root = await openRoot({ kind: 'mirror', url, root: repository.root }, { reach });
    opened.push(root);
    return root.refresh();
  };
  for (const url of ['http://169.254.169.254/', 'https://[fd00:ec2::254]/x']) {
    expect(await ask(url, 'private')).toMatchObject({
      reason: expect.stringContaining('no request'),
    });
  }
  expect(await ask(mirror.url, 'public')).toMatchObject({ kind: 'unreachable' });
  expect(mirror.asked).toEqual([]);
});

test.each(['ftp://tuf.example.com', 'https://me:secret@tuf.example.com', 'https://x/?y=1', 'tuf'])(
  'as a mirror, %s is refused',
  async (url) => {
    const root = await openRoot(
      { kind: 'mirror', url, root: repository.root },
      { reach: 'private' },
    );
    expect(await root.refresh()).toMatchObject({ kind: 'refused' });
  },
);

test('a file is what it is', async () => {
  const root = await openRoot({ kind: 'file', text: ours }, { reach: 'private' });
  expect(inEffect(root)).toEqual(first);
  expect(root.due()).toBe(false);
  const none = await openRoot({ kind: 'file', text: 'none' }, { reach: 'private' });
  expect(inEffect(none)).toContain('no trusted root');
});
