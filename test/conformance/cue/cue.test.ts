// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { asked, cases, refusal, verdict } from './asked.ts';
import { departures } from './departures.ts';

/** What CUE answers, as test/real/cue wrote it down. */
const recorded = z
  .record(
    z.string(),
    z.string().transform((text) => z.array(verdict).parse(text.split(' '))),
  )
  .parse(JSON.parse(readFileSync(new URL('expected.json', import.meta.url), 'utf8')));

test('CUE was asked every case, and no others', () => {
  expect(Object.keys(recorded)).toEqual([...cases.keys()]);
  expect(cases.size).toBeGreaterThan(400);
});

test.each([...cases])('%s: we answer as CUE does', (name, one) => {
  const passes = (answers: readonly string[]) => answers.map((answer) => answer === 'ok');
  const expected = departures[name]?.passes ?? passes(recorded[name] ?? []);
  expect(passes(asked(one)), one.policy).toEqual(expected);
});

test('every departure refuses what CUE lets pass, and says why', () => {
  for (const [name, { passes, why }] of Object.entries(departures)) {
    const theirs = (recorded[name] ?? []).map((answer) => answer === 'ok');
    expect(theirs, name).not.toEqual(passes);
    expect(passes.every((ours, index) => !ours || theirs[index])).toBe(true);
    const one = cases.get(name);
    expect(one && refusal(one), name).toBe(why);
  }
});
