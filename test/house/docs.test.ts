// SPDX-License-Identifier: Apache-2.0
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { files, read, root } from './tree.ts';

const pages = files(/\.md$/);

test('every link between pages leads somewhere', () => {
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)(#[^)]*)?\)/g)]
      .map((found) => normalize(join(dirname(page), found[1] ?? '')))
      .filter((target) => !existsSync(root + target))
      .map((target) => `${page} links to ${target}`),
  );
  expect(broken).toEqual([]);
});

test('every decision has a date and a number of its own', () => {
  const decisions = files(/^docs\/decisions\/.*\.md$/);
  const numbers = decisions.map((path) => /\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]);
  expect(numbers.every((number) => number !== undefined)).toBe(true);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(decisions.filter((path) => !/\b20\d\d-\d\d-\d\d\b/.test(read(path)))).toEqual([]);
});

test('the README names the two commands', () => {
  expect(read('README.md')).toContain('npm start');
  expect(read('README.md')).toContain('npm test');
});
