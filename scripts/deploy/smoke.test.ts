// SPDX-License-Identifier: Apache-2.0
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type LocalHome, startLocal } from '../../functions/local.ts';
import { targets } from '../chainctl/targets.ts';
import { smokeTest } from './smoke.ts';

const once = { pause: 1, tries: 1 };
const smoked = () => smokeTest(home.url, '192.0.2.1', once);

let folder: string;
let home: LocalHome;
beforeAll(async () => {
  vi.spyOn(console, 'log').mockReturnValue(undefined);
  folder = await mkdtemp(join(tmpdir(), 'enforce-smoke-'));
  const pages = join(folder, 'console');
  await mkdir(pages);
  await writeFile(join(pages, 'index.html'), '<div id="console"></div>');
  home = await startLocal({
    data: folder,
    port: 0,
    loginProviders: [],
    console: Promise.resolve(pages),
    log: () => undefined,
  });
});
afterAll(async () => {
  await home.close();
  await rm(folder, { recursive: true, force: true });
});

const put = (name: string, text: string) =>
  home.service.blobs.put(`downloads/${name}`, Buffer.from(text), { contentType: 'text/plain' });

test('a platform is found wanting until everything that it offers is there', async () => {
  await expect(smoked()).rejects.toThrow('checksums.txt lacks chainctl_Linux_x86_64, ');
  const sums = targets.map(({ file }) => `${'0'.repeat(64)}  ${file}\n`);
  await put('checksums.txt', sums.join(''));
  for (const { file } of targets.slice(1)) await put(file, 'x');
  await expect(smoked()).rejects.toThrow('chainctl_Linux_x86_64 cannot be downloaded');
  await put(targets[0]?.file ?? '', 'x');
  await expect(smoked()).resolves.toBeUndefined();
});

test('a platform under another name than its issuer, or that does not answer, is refused', async () => {
  const other = home.url.replace('localhost', '127.0.0.1');
  await expect(smokeTest(other, '192.0.2.1', once)).rejects.toThrow('as the issuer');
  await expect(smokeTest('http://localhost:1', '192.0.2.1', once)).rejects.toMatchObject({
    message: expect.stringContaining('does not answer'),
    next: expect.stringContaining('expected 192.0.2.1'),
  });
});
