// SPDX-License-Identifier: Apache-2.0
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { type Answer, answer, input, modules, now } from '../../conformance/rego/asked.ts';
import { program } from '../build/cache.ts';
import { describeReal } from '../needs.ts';

/** The answers of Open Policy Agent to the cases of test/conformance/rego, in their order. */
function opa(): Record<string, Answer> {
  const at = `${BigInt(now.getTime()) * 1_000_000n}`;
  const lines = [...modules.values()].map(
    (module) =>
      `{"module":${JSON.stringify(module)},"query":"data.t.p","now":${at},"input":${JSON.stringify(JSON.parse(input))}}\n`,
  );
  const { stdout } = spawnSync(program('opa'), {
    input: lines.join(''),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const answers = stdout
    .trim()
    .split('\n')
    .map((line) => answer.parse(JSON.parse(line)));
  return Object.fromEntries(
    [...modules.keys()].map((name, index) => [name, answers[index] ?? { undefined: true }]),
  );
}

describeReal('What Open Policy Agent answers for Rego', ['opa'], () => {
  test('is what is recorded, and what test/conformance/rego holds us against (else: vitest run --update=all)', async () => {
    const recorded = new URL('../../conformance/rego/expected.json', import.meta.url);
    await expect(`${JSON.stringify(opa(), null, 2)}\n`).toMatchFileSnapshot(recorded.pathname);
  }, 120_000);
});
