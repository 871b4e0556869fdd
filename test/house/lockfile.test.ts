// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import * as z from 'zod';
import { read } from './tree.ts';

const versions = z.record(z.string(), z.string()).optional();
const manifest = z.object({ dependencies: versions, devDependencies: versions });
const lockfile = z.object({
  packages: z.record(z.string(), manifest.extend({ optionalDependencies: versions })),
});

const { packages } = lockfile.parse(JSON.parse(read('package-lock.json')));

test('the lockfile holds every platform’s packages, so that npm ci takes it anywhere', () => {
  const places = Object.keys(packages);
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !places.some((other) => other.endsWith(`node_modules/${name}`)) && place !== '',
    ),
  );
  expect(missing, 'mend it with: npm run relock').toEqual([]);
});

test('every version in package.json is exact and stands in the lockfile', () => {
  const { dependencies, devDependencies } = manifest.parse(JSON.parse(read('package.json')));
  const all = { ...dependencies, ...devDependencies };
  expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  expect({ ...packages['']?.dependencies, ...packages['']?.devDependencies }).toEqual(all);
});
