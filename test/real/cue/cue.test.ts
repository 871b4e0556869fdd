// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asked, cases } from '../../conformance/cue/asked.ts';
import { pairs } from '../../fixtures/cue/arbitrary.ts';
import { describeReal } from '../needs.ts';
import { cue } from './oracle.ts';

describeReal('What CUE answers', ['cue'], () => {
  test('is what is recorded, and what test/conformance/cue holds us against (else: vitest -u)', async () => {
    const answers = Object.fromEntries(
      [...cases].map(([name, { policy, documents }]) => [name, cue(policy, documents).join(' ')]),
    );
    const recorded = new URL('../../conformance/cue/expected.json', import.meta.url);
    await expect(`${JSON.stringify(answers, null, 2)}\n`).toMatchFileSnapshot(recorded.pathname);
  }, 300_000);

  test('passes 15,000 random policies and documents wherever we do', () => {
    let passed = 0;
    fc.assert(
      fc.property(pairs, ({ policy, document }) => {
        const json = JSON.stringify(document);
        if (asked({ policy, documents: [json] })[0] !== 'ok') return;
        passed++;
        expect(cue(policy, [json])[0] ?? 'ok', policy).toBe('ok');
      }),
      { numRuns: 15_000, seed: 28 },
    );
    expect(passed).toBeGreaterThan(100);
  }, 300_000);
});
