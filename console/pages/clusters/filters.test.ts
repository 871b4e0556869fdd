// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { compileExpression } from '../../../core/policy/expression.ts';
import { askedOf, filtersIn, queryWith } from './filters.ts';

test('what an address asks for is read from it, and what makes no sense there is not asked for', () => {
  const query = new URLSearchParams('?standing=denied&image=shop&policy=&other=1');
  expect(filtersIn(query)).toEqual({ standing: 'denied', image: 'shop' });
  expect(filtersIn(new URLSearchParams('?standing=nonsense'))).toEqual({});
});

test('an address with something else asked for keeps the rest', () => {
  const query = new URLSearchParams('?standing=denied&image=a%2Fb');
  expect(queryWith(query, { image: undefined, policy: 'signed' })).toBe(
    '?standing=denied&policy=signed',
  );
});

test('a text is looked for to the letter, whatever it holds', () => {
  const text = String.raw`a.b*c+(d)[e]{2}|^$\w?/x@sha256:`;
  const { image } = askedOf('c', { image: text });
  const { finds } = compileExpression(image ?? '');
  expect(finds(`registry/${text}0`)).toBe(true);
  expect(finds(`registry/${text.replace('.', 'x')}0`)).toBe(false);
});

test('of a policy and a workload, the service is asked for the workload alone', () => {
  expect(askedOf('c', { policy: 'p', workload: 'Pod/a/b' })).toEqual({
    cluster: 'c',
    workload: 'Pod/a/b',
  });
});
