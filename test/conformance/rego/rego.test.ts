// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { answer, asked, modules } from './asked.ts';
import { departures } from './departures.ts';

/** What OPA answers, as test/real/opa wrote it down. */
const recorded = z
  .record(z.string(), answer)
  .parse(JSON.parse(readFileSync(new URL('expected.json', import.meta.url), 'utf8')));

test('OPA was asked every case, and no others', () => {
  expect(Object.keys(recorded)).toEqual([...modules.keys()]);
  expect(modules.size).toBeGreaterThan(600);
});

test.each([...modules])('%s: we answer as OPA does', (name, module) => {
  expect(asked(module)).toEqual(departures[name]?.ours ?? recorded[name]);
});

test('every departure is one', () => {
  for (const [name, { ours }] of Object.entries(departures))
    expect(recorded[name], name).not.toEqual(ours);
});
