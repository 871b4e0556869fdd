// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { Failure } from '../core/errors.ts';
import { parseDuration } from './duration.ts';

test.each([
  ['168h', 604_800],
  ['7d', 604_800],
  ['30m', 1800],
  ['90s', 90],
  ['1h30m', 5400],
])('%s is %d seconds', (text, seconds) => {
  expect(parseDuration(text, '--ttl')).toBe(seconds);
});

test.each(['', '7', 'h', '-7d', '1.5h', '7 d', '7d ', '1w', '9999999999h'])(
  '“%s” is no duration, and the flag is named with an example',
  (text) => {
    expect(() => parseDuration(text, '--ttl')).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', place: '--ttl' }),
    );
    expect(() => parseDuration(text, '--ttl')).toThrow(Failure);
  },
);
