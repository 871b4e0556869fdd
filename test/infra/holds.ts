// SPDX-License-Identifier: Apache-2.0
import { expect } from 'vitest';
import type { Resource } from './resources.ts';
import type { Rule } from './rules/rule.ts';
import type { Mistake } from './spoil.ts';

/** Expects that the rule is kept by what there is, and finds each mistake that is listed for it. */
export function holds(
  { says, broken }: Rule,
  all: Resource[],
  mistakes: Record<string, Mistake[]>,
): void {
  expect(broken(all)).toEqual([]);
  const wrong = mistakes[says] ?? [];
  expect(wrong.length, 'mistakes that the rule finds').toBeGreaterThan(0);
  for (const [number, mistake] of wrong.entries()) {
    const spoilt = structuredClone(all);
    mistake(spoilt);
    expect(broken(spoilt), `mistake ${number + 1}`).not.toEqual([]);
  }
}
