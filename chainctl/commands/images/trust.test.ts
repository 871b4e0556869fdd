// SPDX-License-Identifier: Apache-2.0
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Verifier, verifier } from '../../../test/fixtures/chainctl/verifier.ts';
import { sigstoreFile } from '../../../test/fixtures/sigstore.ts';
import { tufRepository } from '../../../test/fixtures/tuf/repository.ts';

const target = 'trusted_root.json';
/** A root that is well-formed and knows nobody of ours. */
const strangers = JSON.stringify({ mediaType: JSON.parse(sigstoreFile(target)).mediaType });
const day = 86_400_000;

let ada: Verifier;
beforeEach(async () => {
  ada = await verifier();
});
afterEach(() => ada.leave());

const verify = (...args: string[]) => ada.type(['images', 'verify', ada.image, ...args]);

test('a TUF mirror takes the place of sigstore’s own, and is asked before the first decision', async () => {
  const { code, out, err } = await verify(...ada.mirrored);
  expect(code, err).toBe(0);
  expect(out).toContain('Signed by ');
  const folder = join(ada.folder, '.cache', 'chainguard', 'trust');
  const [kept = ''] = await readdir(folder);
  expect((await stat(join(folder, kept))).mode & 0o777).toBe(0o600);
});

test('what was kept is enough: offline, and while nothing answers, without a word', async () => {
  await verify(...ada.mirrored);
  ada.mirror.forget();
  expect((await verify(...ada.mirrored, '--offline')).code).toBe(0);
  expect(ada.mirror.asked).toEqual([]);
  ada.mirror.misbehave('', (response) => response.destroy());
  const { code, err } = await ada.type(['images', 'verify', ada.image, ...ada.mirrored], {
    now: Date.now() + day,
  });
  expect({ code, err }).toEqual({ code: 0, err: '' });
});

test('what is newer is taken up beside the work, and in effect no later than with the next command', async () => {
  await verify(...ada.mirrored);
  ada.repository.rotate();
  ada.repository.publish({ [target]: strangers });
  await ada.type(['images', 'verify', ada.image, ...ada.mirrored], { now: Date.now() + day });
  const { code, err } = await verify(...ada.mirrored);
  expect(code).toBe(1);
  expect(err).toContain('is denied');
});

test('a mirror that is not to be believed is told of, and the last good root decides', async () => {
  await verify(...ada.mirrored);
  ada.mirror.serve(tufRepository());
  const later = { now: Date.now() + day };
  const { code, err } = await ada.type(['images', 'verify', ada.image, ...ada.mirrored], later);
  expect(code).toBe(0);
  expect(err).toMatch(/^Warning: the default trust root was not refreshed: it /);
});

test('without anything kept, a mirror that fails leaves nothing to tell, and says why', async () => {
  expect((await verify(...ada.mirrored, '--offline')).err).toContain('nothing is fetched offline');
  ada.mirror.serve(tufRepository());
  const { code, err } = await verify(...ada.mirrored);
  expect(code).toBe(2);
  expect(err).toMatch(/^the default trust root: \S+ cannot be used: it .*\n$/);
});

test('the settings name what flags would, and a flag goes before them', async () => {
  await ada.get(
    'config',
    'set',
    `trust.tuf-mirror=${ada.mirror.url}`,
    `trust.tuf-root=${ada.tufRoot}`,
  );
  expect((await verify()).code).toBe(0);
  const none = await ada.file('none.json', strangers);
  expect((await verify('--trusted-root', none)).code).toBe(1);
  await ada.get('config', 'set', 'trust.offline=true');
  ada.mirror.forget();
  await ada.type(['images', 'verify', ada.image], { now: Date.now() + day });
  expect(ada.mirror.asked).toEqual([]);
  expect(await ada.get('config', 'view')).toContain(`tuf-mirror: ${ada.mirror.url}`);
  await ada.get('config', 'unset', 'trust.tuf-mirror', 'trust.tuf-root');
  await ada.get('config', 'set', `trust.trusted-root=${ada.trustedRoot}`);
  expect((await verify()).code).toBe(0);
});

test('flags that exclude each other, or lack each other, are refused before anything is sent', async () => {
  const file = ada.trustedRoot;
  for (const flags of [
    ['--trusted-root', file, ...ada.mirrored],
    ['--tuf-mirror', ada.mirror.url],
    ['--tuf-root', ada.tufRoot],
    ['--trusted-root', ada.tufRoot],
    ['--tuf-mirror', ada.mirror.url, '--tuf-root', join(ada.folder, 'none')],
  ]) {
    const { code, err } = await verify(...flags);
    expect(code, flags.join(' ')).toBe(1);
    expect(err).not.toContain('is denied');
  }
  expect(ada.mirror.asked).toEqual([]);
});
