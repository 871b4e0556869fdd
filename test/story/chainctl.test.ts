// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Listening, listening } from '../fixtures/auth/listening.ts';
import {
  type Person,
  personAt,
  type RunningHome,
  startHome,
} from '../fixtures/story/running-home.ts';

let data: string;
let home: RunningHome;
let ada: Person;
let mirror: Listening;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'enforce-story-'));
  home = await startHome(data);
  ada = await personAt(home);
  mirror = await listening();
});
afterAll(async () => {
  await ada?.leave();
  await mirror?.close();
  await home?.stop();
  await rm(data, { recursive: true, force: true, maxRetries: 10 });
});

const sha256 = async (): Promise<string> =>
  createHash('sha256')
    .update(await readFile(join(ada.folder, 'chainctl')))
    .digest('hex');

test('update leaves what is current alone, and takes the published file when it is told to', async () => {
  const published = await sha256();
  const current = await ada.chainctl(['update']);
  expect(current).toMatchObject({ code: 0, out: '' });
  expect(current.err).toContain('nothing newer is offered');
  await appendFile(join(ada.folder, 'chainctl'), 'spoilt');
  const forced = await ada.chainctl(['update', '--force']);
  expect(forced.out).toMatch(/^Updated chainctl from /);
  expect(await sha256()).toBe(published);
  expect((await ada.chainctl(['version'])).code).toBe(0);
});

test('a download that is not what its checksum says replaces nothing', async () => {
  const before = await sha256();
  const metadata = await (await fetch(`${home.url}/downloads/metadata.json`)).text();
  mirror.serve(async (request, response) => {
    response.end(request.url?.endsWith('metadata.json') ? metadata : 'something else');
  });
  await ada.chainctl(['config', 'set', `platform.downloads=${mirror.url}`]);
  const { code, out, err } = await ada.chainctl(['update', '--force']);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('is not what its checksum says; nothing was replaced');
  expect(await sha256()).toBe(before);
  await ada.chainctl(['config', 'reset', '-y']);
});

test('bash completes command lines, and runs nothing that stands on them', async () => {
  const { code, out, err } = await ada.shell(`
    source <(chainctl completion bash)
    complete_line() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _chainctl; echo "\${COMPREPLY[*]:-none}"; }
    complete_line chainctl iam group ''
    complete_line chainctl policies ap
    complete_line chainctl '$(touch ran)'
    test ! -e ran`);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out.split('\n')[0]?.split(' ')).toContain('create');
  expect(out).toContain('\napply\nnone\n');
});

test('a command line that does not exist names what does', async () => {
  const { code, err } = await ada.chainctl(['polcies', 'ls']);
  expect(code).toBe(2);
  expect(err).toContain('Did you mean policies?');
});

test('a reader that has seen enough is no fault', async () => {
  const { code, err } = await ada.shell('set -o pipefail; chainctl --help | head -n 1');
  expect({ code, err }).toEqual({ code: 0, err: '' });
});
