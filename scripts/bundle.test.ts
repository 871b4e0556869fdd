// SPDX-License-Identifier: Apache-2.0
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { archive } from './bundle/archive.ts';
import { bundle, entries } from './bundle/function.ts';
import { lockOf } from './bundle/lock.ts';
import { type Bundle, root } from './bundle/modules.ts';

const names = Object.keys(entries);

const bundles = new Map<string, Promise<Bundle>>();
const bundled = (name: string): Promise<Bundle> => {
  const made = bundles.get(name) ?? bundle(name);
  bundles.set(name, made);
  return made;
};

describe.each(names)('the bundle of %s', (name) => {
  test('is made of this function and no other; of the OpenID Provider in auth alone', async () => {
    const { inputs } = await bundled(name);
    const others = names.filter((each) => each !== name).map((each) => `functions/${each}/`);
    expect(inputs).toContain(`functions/${name}/main.ts`);
    expect(inputs.filter((path) => others.some((each) => path.startsWith(each)))).toEqual([]);
    const provider = inputs.some((path) => path.startsWith('node_modules/oidc-provider/'));
    expect(provider).toBe(name === 'auth');
  });

  test('holds nothing of the local home: no embedded adapter, no other room', async () => {
    const { inputs } = await bundled(name);
    const ours = inputs.filter((path) => !path.includes('node_modules/'));
    const local =
      /^ports\/.*\/embedded|^functions\/(local|table)\.ts|^(scripts|test|chainctl|agent|console)\//;
    expect(ours.filter((path) => local.test(path))).toEqual([]);
  });

  test('begins without the clients of the cloud, which are loaded when they are needed', async () => {
    const { files } = await bundled(name);
    const start = atStart(files);
    const text = (some: string[]) =>
      some.map((file) => Buffer.from(files[file] ?? []).toString()).join('\n');
    const code = text([...start]);
    const later = text(Object.keys(files).filter((file) => !start.has(file)));
    // Words that only Firestore's client, Pub/Sub's, Cloud Storage's and Google's layer of calls say.
    for (const word of [
      'google.firestore.v1',
      'google.pubsub.v1',
      'storage.googleapis.com',
      'grpc.initial_reconnect',
    ]) {
      expect(code).not.toContain(word);
      expect(later).toContain(word);
    }
  });

  // Every byte is parsed before the first answer: a policy's YAML, expressions and proofs alone are half a megabyte.
  test('begins with little code of ours and others', async () => {
    const { files } = await bundled(name);
    const bytes = [...atStart(files)].reduce((sum, file) => sum + (files[file]?.length ?? 0), 0);
    expect(bytes).toBeLessThan(330_000);
  });
});

/** The files that are loaded before the first request: the entry, and all that is imported at once. */
function atStart(files: Bundle['files'], file = 'index.js', found = new Set<string>()) {
  if (found.has(file)) return found;
  found.add(file);
  const code = Buffer.from(files[file] ?? []).toString();
  for (const [, next = ''] of code.matchAll(/(?:\bfrom|\bimport)"\.\/([^"]+)"/g)) {
    atStart(files, next, found);
  }
  return found;
}

test('npm run bundle writes an archive of each, named by its bytes, and says what leads to it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'enforce-bundle-'));
  execFileSync(process.execPath, [join(root, 'scripts/bundle.ts'), folder], {
    env: { ...process.env, TZ: 'Asia/Tokyo' },
  });
  const index = z
    .record(z.string(), z.object({ archive: z.string(), paths: z.array(z.string()) }))
    .parse(JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')));
  expect(Object.keys(index)).toEqual(names);
  expect(index['groups']?.paths).toEqual(['/iam/v1/groups', '/iam/v1/groups/*']);
  expect(index['auth']?.paths).not.toContain('/dev/*');
  expect(index['sweep']?.paths).toEqual([]);
  for (const [name, { archive: file }] of Object.entries(index)) {
    const digest = createHash('sha256')
      .update(await readFile(join(folder, file)))
      .digest('hex');
    expect(file).toBe(`${name}-${digest.slice(0, 32)}.zip`);
  }
  const again = await archive('sweep');
  const written = await readFile(join(folder, index['sweep']?.archive ?? ''));
  expect(Buffer.compare(again, written), 'the same sources make the same bytes').toBe(0);
  await rm(folder, { recursive: true });
}, 300_000);

test('a lockfile of one package has what that needs, where Node finds it, and nothing else', () => {
  const packages = {
    '': { dependencies: { a: '1', z: '1' } },
    'node_modules/a': { version: '1', dependencies: { b: '^1' } },
    'node_modules/a/node_modules/b': { version: '1', dependencies: { c: '^1' } },
    'node_modules/b': { version: '2' },
    'node_modules/c': { version: '1', integrity: 'sha512-c' },
    'node_modules/z': { version: '1' },
  };
  const lock = z.object({ packages: z.record(z.string(), z.unknown()) });
  const made = lock.parse(lockOf({ lockfileVersion: 3, packages }, 'a', { name: 'x' }));
  expect(made.packages).toEqual({
    '': { name: 'x' },
    'node_modules/a': packages['node_modules/a'],
    'node_modules/a/node_modules/b': packages['node_modules/a/node_modules/b'],
    'node_modules/c': packages['node_modules/c'],
  });
});
