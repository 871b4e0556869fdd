// SPDX-License-Identifier: Apache-2.0
// Runs everything that can run here, says by name what was left out, and counts.
// With ENFORCE_REQUIRE=all, what is left out is a failure, unless it runs only where somebody asks for it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { wasNotAsked } from '../test/real/asked.ts';

const selection = process.argv.slice(2);
const report = join(mkdtempSync(join(tmpdir(), 'enforce-test-')), 'report.json');
const broken: string[] = [];

if (selection.length === 0) {
  step('biome', ['check', '--error-on-warnings', '.']);
  step('tsc', ['--noEmit']);
}
step('vitest', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...selection,
]);
conclude();

function step(command: string, args: string[]): void {
  console.log(`\n> ${command} ${args.slice(0, 2).join(' ')}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) broken.push(command);
}

function conclude(): void {
  const results = z.object({
    numPassedTests: z.number(),
    numFailedTests: z.number(),
    testResults: z.array(
      z.object({
        assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
      }),
    ),
  });
  const { numPassedTests, numFailedTests, testResults } = results.parse(
    JSON.parse(readFileSync(report, 'utf8')),
  );
  const left = testResults
    .flatMap((file) => file.assertionResults)
    .filter(({ status }) => status !== 'passed' && status !== 'failed')
    .map(({ fullName }) => fullName);
  const unasked = left.filter(wasNotAsked);
  const lacking = left.filter((name) => !wasNotAsked(name));
  const all = process.env['ENFORCE_REQUIRE'] === 'all';
  list(lacking, `Left out${all ? ', though nothing may be' : ''}`);
  list(unasked, 'Left out, since nobody asked for it');
  if (broken.length > 0) console.log(`\nFailed: ${broken.join(', ')}`);
  const failed = Math.max(numFailedTests, broken.length);
  console.log(`\n${numPassedTests} passed, ${failed} failed, ${left.length} skipped`);
  process.exit(failed > 0 || (all && lacking.length > 0) ? 1 : 0);
}

function list(names: string[], title: string): void {
  if (names.length > 0) console.log(`\n${title}:`);
  for (const name of new Set(names)) console.log(`  ${name}`);
}
