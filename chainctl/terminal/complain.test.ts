// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { Failure, type FailureOptions } from '../../core/errors.ts';
import { complain } from './complain.ts';
import type { Terminal } from './terminal.ts';

/** What is written to standard error for the failure. */
function complaint(message: string, options: FailureOptions = {}): string {
  const written: string[] = [];
  const err = { write: (text: string) => written.push(text) };
  complain({ err } as Terminal, new Failure('INVALID_ARGUMENT', message, options));
  return written.join('');
}

test('the sentence first, what to type next last', () => {
  expect(complaint('you are not logged in', { next: 'chainctl auth login' })).toBe(
    'Error: you are not logged in\nTry: chainctl auth login\n',
  );
});

test('every fault has a line of its own, with file, line and column where they are known', () => {
  const faults = [
    { fault: 'is no glob', place: 'spec.images[0].glob', line: 6, column: 11 },
    { fault: 'spec.mode: unknown', place: 'spec.mode' },
    { fault: 'is missing', place: 'metadata.name', line: 2 },
  ];
  expect(complaint('p.yaml has faults', { place: 'p.yaml', faults })).toBe(
    `Error: p.yaml has faults
  p.yaml:6:11: spec.images[0].glob: is no glob
  spec.mode: unknown
  p.yaml:2: metadata.name: is missing
`,
  );
});

test('what a server or a file says cannot write escape sequences to the screen', () => {
  const text = complaint('no group \u001b[2J', { faults: [{ fault: '\u001b]0;x\u0007' }] });
  expect(text).toContain('\\u{1b}[2J');
  expect(text).not.toContain('\u001b');
});
