// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { type Missing, until } from './wait.ts';

const signal = new AbortController().signal;
const long = { most: 600_000, signal };

/** Misses one thing after the other, and in the end nothing. */
const missing = (...all: Missing[]) => {
  return async () => all.shift();
};
const held: Missing = { what: 'the name is none', cure: 'another name', hopeless: 'now' };
const failing: Missing = { what: 'it cannot be pulled', cure: 'push it', hopeless: 'later' };
const usual: Missing = { what: '0 of 2 are ready' };

test('what waiting does not mend ends it at once, with the cure', async () => {
  await expect(until(missing(usual, held, usual), long)).rejects.toMatchObject({
    code: 'FAILED_PRECONDITION',
    message: 'the name is none',
    next: 'another name',
  });
});

test('what may mend by itself has a little time to', async () => {
  await until(missing(failing, usual, failing), long);
  await expect(until(async () => failing, { most: 6_000, signal })).rejects.toMatchObject({
    code: 'FAILED_PRECONDITION',
    message: 'it cannot be pulled',
    next: 'push it',
  });
});

test('at the end of all patience it says what was missing last, and how to find more', async () => {
  await expect(until(async () => usual, { most: 0, signal })).rejects.toMatchObject({
    code: 'DEADLINE_EXCEEDED',
    message: '0 of 2 are ready, still after 0 s',
    next: 'chainctl cluster doctor',
  });
});
