// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { files, read } from './tree.ts';

const sources = files(/\.(ts|tsx|js|mjs|tf|sh|go)$/);
const product = files(/\.tsx?$/).filter((path) => !/^(test|scripts)\/|\.test\.ts$/.test(path));
const linesOf = (path: string): number => read(path).trimEnd().split('\n').length;

test('every source file begins with its licence', () => {
  const line = /^(#!.*\n)?(\/\/|#) SPDX-License-Identifier: Apache-2\.0\n/;
  expect(sources.filter((path) => !line.test(read(path)))).toEqual([]);
});

test('no file is over 250 lines without a reason in its first comment', () => {
  const long = sources.filter((path) => linesOf(path) > 250);
  expect(long.filter((path) => !/^.*\n\/\/ .*(long|one table|one list)/i.test(read(path)))).toEqual(
    [],
  );
});

test('the median file of the product is under 80 lines', () => {
  const sizes = product.map(linesOf).sort((a, b) => a - b);
  expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThan(80);
});

test('no room is called after nothing', () => {
  const nothing = /(^|\/)(utils?|helpers?|common|misc|manager|shared)(\/|\.[a-z]+$)/i;
  expect(sources.filter((path) => nothing.test(path))).toEqual([]);
});

test('nothing is left behind: no open ends, no escapes from the type checker', () => {
  const left = new RegExp(
    [
      'TO' + 'DO',
      'FIX' + 'ME',
      ': any\\b',
      'as any\\b',
      '<any>',
      '@ts-' + '(ignore|expect-error|nocheck)',
      'biome-' + 'ignore',
    ].join('|'),
  );
  const others = sources.filter((path) => path !== 'test/house/files.test.ts');
  expect(others.filter((path) => left.test(read(path)))).toEqual([]);
});

test('no registry host stands in a committed file', () => {
  const hosts = new RegExp(
    ['registry\\.npmjs', 'npmmirror', 'artifactory', 'pypi\\.org', 'proxy\\.golang'].join('|'),
  );
  const texts = files(/(\.(ts|js|json|md|yaml|yml|sh|tf)|^\.npmrc|^\.ci\/run)$/);
  const wrong = texts.filter(
    (path) => path !== 'test/house/files.test.ts' && hosts.test(read(path)),
  );
  expect(wrong).toEqual([]);
});
