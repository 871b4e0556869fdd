// SPDX-License-Identifier: Apache-2.0
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { acme } from '../../../test/fixtures/chainctl/acme.ts';
import type { TestHome, Typist } from '../../../test/fixtures/chainctl/typist.ts';
import { passingDocument } from '../../../test/fixtures/policy.ts';

let home: TestHome;
let ada: Typist;
let group: string;
beforeAll(async () => {
  ({ home, ada, group } = await acme());
});
afterAll(async () => {
  await ada.leave();
  await home.close();
});

const quality = z.array(
  z.object({
    description: z.string(),
    check_name: z.string(),
    fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
    severity: z.enum(['info', 'minor', 'blocker']),
    location: z.object({ path: z.string(), lines: z.object({ begin: z.number() }) }),
  }),
);

test('validate -o github marks every fault and warning of every file on its line, and fails', async () => {
  const one = await ada.file('one.yaml', passingDocument('one').replace('static:', 'stat:'));
  const two = await ada.file('two.yaml', passingDocument('two', 'ttl.sh/*'));
  const three = await ada.file('three.yaml', passingDocument('three').replace('glob', 'blob'));
  const env = { GITHUB_WORKSPACE: dirname(one) };
  const lint = ['policies', 'validate', '-f', one, two, three, '-o', 'github'];
  const { code, out, err } = await ada.type(lint, { env });
  expect(code).toBe(1);
  expect(out).toMatch(/^::error file=one\.yaml,line=9,col=5,title=policy-fault::.*"stat"/m);
  expect(out).toMatch(
    /^::warning file=two\.yaml,line=7,col=5,title=policy-warning::spec\.images\[0\]\.glob: "ttl\.sh\/\*"/m,
  );
  expect(out).toMatch(/^::error file=three\.yaml,line=7,/m);
  expect(err).toBe('Valid policies: 1, faults: 2\n');
  const fine = await ada.type(['policies', 'validate', '-f', two, '-o', 'github'], { env });
  expect(fine).toMatchObject({ code: 0, out: expect.stringContaining('::warning file=two.yaml') });
});

test('a person reads the faults of all files too, and a form that is not for it is refused', async () => {
  const one = await ada.file('one.yaml', passingDocument('one').replace('static:', 'stat:'));
  const three = await ada.file('three.yaml', passingDocument('three').replace('glob', 'blob'));
  const { code, err } = await ada.type(['policies', 'validate', '-f', one, three]);
  expect(code).toBe(1);
  expect(err).toContain(`${one}:9:5: `);
  expect(err).toContain(`${three}:7:`);
  const other = await ada.type(['policies', 'validate', '-f', one, '-o', 'tree']);
  expect(other).toMatchObject({ code: 1, out: '' });
  expect(other.err).toContain('--output with one of table, github, gitlab');
});

test('what a policy says cannot write a workflow command of its own', async () => {
  const evil = passingDocument('evil').replace('static:', '"x\\n::error::y%":');
  const file = await ada.file('a,b:c%.yaml', evil);
  const env = { GITHUB_WORKSPACE: dirname(file) };
  const { out } = await ada.type(['policies', 'lint', '-f', file, '-o', 'github'], { env });
  expect(out).toMatch(/^::error file=a%2Cb%3Ac%25\.yaml,line=9,/);
  expect(
    out
      .trimEnd()
      .split('\n')
      .filter((line) => !line.startsWith('::error file=')),
  ).toEqual([]);
});

test('validate -o gitlab writes a code quality report, whose fingerprints stay when lines move', async () => {
  const wrong = passingDocument('one').replace('static:', 'stat:');
  const file = await ada.file('one.yaml', wrong);
  const env = { CI_PROJECT_DIR: dirname(file) };
  const lint = ['policies', 'validate', '-f', file, '-o', 'gitlab'];
  const first = await ada.type(lint, { env });
  expect(first.code).toBe(1);
  const report = quality.parse(JSON.parse(first.out));
  expect(report[0]).toMatchObject({
    severity: 'blocker',
    location: { path: 'one.yaml', lines: { begin: 9 } },
  });
  await ada.file('one.yaml', `# moved\n\n${wrong}`);
  const second = quality.parse(JSON.parse((await ada.type(lint, { env })).out));
  expect(second[0]?.location.lines.begin).toBe(11);
  expect(second.map((each) => each.fingerprint)).toEqual(report.map((each) => each.fingerprint));
  await ada.file('one.yaml', passingDocument('one'));
  expect(await ada.get(...lint)).toBe('[]\n');
});

test('apply --dry-run says what would change, in which file and line, and changes nothing', async () => {
  const file = await ada.file(
    'both.yaml',
    `${passingDocument('first')}---\n${passingDocument('second')}`,
  );
  const apply = ['policies', 'apply', '--group', 'acme', '-f', file];
  const created = await ada.type([...apply, '--dry-run']);
  expect(created.code).toBe(0);
  expect(created.err).toContain(`Would create policy first in ${group}.`);
  expect(created.out).toContain(`--- /dev/null\n+++ ${file}\n@@ -0,0 +1,10 @@\n`);
  expect(await ada.get('policies', 'ls')).not.toContain('first');

  await ada.get(...apply, '-y');
  const same = await ada.type([...apply, '--dry-run']);
  expect(same).toMatchObject({ code: 0, out: '' });
  expect(same.err).toContain('Policy first stays as it is.\nPolicy second stays as it is.\n');

  await ada.file(
    'both.yaml',
    `${passingDocument('first')}---\n${passingDocument('second', 'ghcr.io/**')}`,
  );
  const changed = await ada.type([...apply, '--dry-run']);
  expect(changed.out).toContain(`--- second v1\n+++ ${file}\n`);
  expect(changed.out).toContain('-  - glob: "registry.example.com/**"\n+  - glob: "ghcr.io/**"\n');
  const env = { GITHUB_WORKSPACE: dirname(file), CI_PROJECT_DIR: dirname(file) };
  const marked = await ada.type([...apply, '--dry-run', '-o', 'github'], { env });
  expect(marked.out).toMatch(
    /^::notice file=both\.yaml,line=18,endLine=18,title=policy-preview::Would update policy second \(.*\), now v1%0A@@.*%0A\+ {2}- glob: "ghcr\.io\/\*\*"%0A.*\n$/,
  );
  const report = await ada.type([...apply, '--dry-run', '-o', 'gitlab'], { env });
  expect(quality.parse(JSON.parse(report.out))).toMatchObject([
    { severity: 'info', location: { path: 'both.yaml', lines: { begin: 18 } } },
  ]);
  expect(await ada.get('policies', 'view', 'second')).not.toContain('ghcr.io');
});
