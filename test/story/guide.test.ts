// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Block, blocksOf, fits } from '../fixtures/story/blocks.ts';
import {
  type Person,
  personAt,
  type RunningHome,
  startHome,
} from '../fixtures/story/running-home.ts';
import { type Shell, shell } from '../fixtures/story/shell.ts';

const guide = await readFile(new URL('../../docs/guide.md', import.meta.url), 'utf8');

let data: string;
let home: RunningHome;
const people: Person[] = [];
const shells: Record<Block['who'], Shell | undefined> = { you: undefined, colleague: undefined };
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'enforce-guide-'));
  home = await startHome(data);
  for (const who of ['you', 'colleague'] as const) {
    const person = await personAt(home);
    people.push(person);
    shells[who] = shell(person.folder, `${who}@example.com`);
  }
});
afterAll(async () => {
  for (const each of Object.values(shells)) await each?.end();
  for (const each of people) await each.leave();
  await home?.stop();
  await rm(data, { recursive: true, force: true, maxRetries: 10 });
});

test.each(blocksOf(guide))('line $line: $first', async ({ who, script, output }) => {
  const here = (text: string) => text.replaceAll('http://localhost:8080', home.url);
  const invite = await shells.you?.run('echo "$INVITE_CODE"');
  const code = who === 'colleague' ? `export INVITE_CODE=${invite?.text.trim()}\n` : '';
  const said = await shells[who]?.run(code + here(script));
  expect(said?.code, said?.text).toBe(0);
  if (output !== undefined)
    expect(said?.text).toSatisfy((text: string) => fits(here(output), text));
});
