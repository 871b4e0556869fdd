// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Listening, listening } from '../test/fixtures/auth/listening.ts';
import { type Build, platformAt } from './build.ts';
import { lookOut } from './notice.ts';
import type { Terminal } from './terminal/terminal.ts';

let downloads: Listening;
let home: string;
let asked = 0;
let answering: Promise<void>;
beforeAll(async () => {
  downloads = await listening();
  downloads.serve(async (_request, response) => {
    asked += 1;
    await answering;
    const files = { chainctl_Linux_x86_64: { sha256: 'a'.repeat(64) } };
    const release = { version: 'new1234', commit: 'new', date: '2026-02-01T00:00:00Z', files };
    response.end(JSON.stringify(release));
  });
});
afterAll(() => downloads.close());
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'enforce-notice-'));
  asked = 0;
  answering = Promise.resolve();
  return () => rm(home, { recursive: true, force: true });
});

const built = (date: string): Build => ({
  ...{ version: 'old1234', commit: 'old', treeState: 'clean', date, target: 'linux/amd64' },
  platform: platformAt(downloads.url),
});

/** What a person is told after a command that took so long, in milliseconds. */
async function told({
  after = 300,
  date = '2026-01-01T00:00:00Z',
  now = Date.now(),
  skip = false,
}) {
  const lines: string[] = [];
  const terminal = { err: { write: (text: string) => lines.push(text) } } as unknown as Terminal;
  const platform = { ...platformAt(downloads.url), downloads: downloads.url };
  const settings = async () => ({ platform, group: undefined, skipVersionCheck: skip });
  const app = { env: { HOME: home }, now: () => now, settings, terminal, fetch };
  const tell = lookOut(app, built(date));
  await new Promise((resolve) => setTimeout(resolve, after));
  tell();
  return lines.join('');
}

test('a person is told of a newer chainctl once a day', async () => {
  expect(await told({})).toBe('chainctl new1234 is there: chainctl update\n');
  expect(await told({})).toBe('');
  expect(asked).toBe(1);
  expect(await told({ now: Date.now() + 25 * 3_600_000 })).not.toBe('');
});

test('one that is older, or the same, is not worth a word', async () => {
  expect(await told({ date: '2026-03-01T00:00:00Z' })).toBe('');
});

test('who does not want to know is not told, and nobody is asked', async () => {
  expect(await told({ skip: true })).toBe('');
  expect(asked).toBe(0);
});

test('a platform that is slow to say slows nothing, and is asked again the next time', async () => {
  let answer = () => {};
  answering = new Promise((resolve) => {
    answer = resolve;
  });
  expect(await told({ after: 50 })).toBe('');
  answer();
  expect(await told({})).not.toBe('');
});
