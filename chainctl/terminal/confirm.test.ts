// SPDX-License-Identifier: Apache-2.0
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { confirm } from './confirm.ts';
import type { Terminal } from './terminal.ts';

/** Asks with this on standard input: what was answered, and what was put on the screen. */
async function asked(input: string[], usually = true) {
  const screen = new PassThrough();
  const seen = text(screen);
  const terminal = { in: Readable.from(input), screen } as unknown as Terminal;
  const answer = await confirm(terminal, 'Continue?', usually).catch((error: Error) => error);
  screen.end();
  return { answer, seen: await seen };
}

test('the question is exactly the walkthrough’s, and nothing else goes to the screen', async () => {
  expect(await asked(['y\n'])).toEqual({ answer: true, seen: 'Continue? [Y,n]: ' });
});

test.each([
  ['y\n', true],
  ['YES\n', true],
  ['n\n', false],
  ['No\n', false],
])('%j from a pipe is %s', async (line, meant) => {
  expect((await asked([line], !meant)).answer).toBe(meant);
});

test('an empty line means what stands in capitals', async () => {
  expect((await asked(['\n'], true)).answer).toBe(true);
  expect(await asked(['\n'], false)).toEqual({ answer: false, seen: 'Continue? [y,N]: ' });
});

test('anything else is asked again', async () => {
  expect((await asked(['maybe\n', 'n\n'])).answer).toBe(false);
  expect((await asked(['maybe\nperhaps\ny\n'], false)).answer).toBe(true);
});

test('input that ends without an answer is no yes: the flag that stands for one is named', async () => {
  for (const input of [[], ['maybe\n']]) {
    expect((await asked(input)).answer).toMatchObject({
      code: 'INVALID_ARGUMENT',
      place: '--yes',
    });
  }
});
