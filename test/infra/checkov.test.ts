// SPDX-License-Identifier: Apache-2.0
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { read, root } from '../house/tree.ts';
import { checkovMissing, findings } from '../real/terraform/checkov.ts';

const lacking = checkovMissing() ? ' (npm run build:real -- checkov)' : '';
const configuration = join(root, '.checkov.yaml');

describe.skipIf(lacking !== '')(`checkov on infra/${lacking}`, () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'enforce-checkov-'));
    cpSync(join(root, 'infra'), join(folder, 'infra'), { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('finds nothing that is not accepted', () => {
    expect(findings(join(folder, 'infra'), configuration)).toEqual([]);
  });

  test('finds a mistake that is planted', () => {
    const file = join(folder, 'infra/modules/bucket/main.tf');
    const right = 'uniform_bucket_level_access = true';
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(right);
    writeFileSync(file, text.replace(right, 'uniform_bucket_level_access = false'));
    expect(findings(join(folder, 'infra'), configuration).join('\n')).toContain(
      'google_storage_bucket.this',
    );
  });
});

test('each finding of checkov that is accepted says why', () => {
  const lines = read('.checkov.yaml').split('\n');
  const accepted = lines.flatMap((line, index) => (/^ {2}- CKV/.test(line) ? [index] : []));
  expect(accepted.length).toBeGreaterThan(0);
  expect(accepted.filter((index) => !/^ {2}# .{20,}/.test(lines[index - 1] ?? ''))).toEqual([]);
});
