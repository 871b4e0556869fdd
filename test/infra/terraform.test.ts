// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { files, read } from '../house/tree.ts';
import { terraformMissing, type Workplace, workplace } from '../real/terraform/terraform.ts';
import { applied, environment, variables } from './resources.ts';

const lacking = terraformMissing();

describe.skipIf(lacking)(`Terraform on infra/${lacking ? `, needs ${lacking}` : ''}`, () => {
  let place: Workplace;
  beforeAll(() => {
    place = workplace();
  });
  afterAll(() => place?.remove());

  test('is formatted', () => {
    place.run('infra', ['fmt', '-check', '-recursive', '.']);
  });

  test('applies the environment, and then finds nothing to change', () => {
    expect(applied(place).length).toBeGreaterThan(100);
    const plan = ['plan', '-input=false', '-no-color', '-detailed-exitcode', ...variables];
    expect(place.run(environment, plan)).toContain('No changes.');
  });

  test('takes the example in the README of every module', () => {
    const readmes = files(/^infra\/(modules|customer)\/[^/]+\/README\.md$/);
    const modules = new Set(files(/^infra\/(modules|customer)\/.*\.tf$/).map(dirname));
    expect(readmes.map(dirname).sort()).toEqual([...modules].sort());
    const folder = 'infra/environments/examples';
    mkdirSync(join(place.folder, folder), { recursive: true });
    for (const readme of readmes) {
      const example = /```hcl\n([\s\S]*?)```/.exec(read(readme))?.[1];
      expect(example, readme).toBeDefined();
      const name = readme.split('/').at(-2);
      writeFileSync(join(place.folder, folder, `${name}.tf`), example ?? '');
    }
    place.run(folder, ['init', '-input=false', '-no-color']);
    place.run(folder, ['fmt', '-check', '.']);
    expect(place.run(folder, ['plan', '-input=false', '-no-color'])).toContain('to add');
  });

  test('has a description for every variable and output', () => {
    const parts = files(/^infra\/.*\.tf$/).flatMap((path) => [
      ...read(path).matchAll(/^(variable|output) "(\w+)" \{\n([\s\S]*?)^\}/gm),
    ]);
    expect(parts.length).toBeGreaterThan(30);
    expect(parts.filter(([, , , body = '']) => !/description\s*=/.test(body))).toEqual([]);
  });

  test.each([
    ['an attribute that is not there', 'topic/main.tf', 'message_retention_duration', 'retention'],
    [
      'a value that is not one of those',
      'function/main.tf',
      'ALLOW_INTERNAL_AND_GCLB',
      'ALLOW_SOME',
    ],
    ['a required attribute that is missing', 'bucket/main.tf', '  location  ', '  labels    '],
    [
      'a reference that leads nowhere',
      'topic/main.tf',
      'google_pubsub_topic.dead.id',
      'google_pubsub_topic.gone.id',
    ],
  ])('refuses %s', (_, file, right, wrong) => {
    const path = join(place.folder, 'infra/modules', file);
    const before = readFileSync(path, 'utf8');
    expect(before).toContain(right);
    writeFileSync(path, before.replace(right, wrong));
    expect(() => place.run(environment, ['validate', '-no-color'])).toThrow('Error:');
    writeFileSync(path, before);
  });
});
