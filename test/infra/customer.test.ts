// SPDX-License-Identifier: Apache-2.0
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { customerSide } from '../../chainctl/commands/iam/account-associations/customer-side.ts';
import { association } from '../../core/api/associations.ts';
import { type Cloud, clouds } from '../../core/iam/components.ts';
import { terraformMissing, type Workplace, workplace } from '../real/terraform/terraform.ts';
import { folder, group, issuer, narrowed, project, repository, told } from './customer.ts';
import { customerMistakes } from './customer-mistakes.ts';
import { holds } from './holds.ts';
import { applied, type Resource } from './resources.ts';
import { customerAmazon } from './rules/customer-amazon.ts';
import { customerGoogle } from './rules/customer-google.ts';
import { ofType, type Rule, text } from './rules/rule.ts';

const rules: Record<Cloud, Rule[]> = { google: customerGoogle, amazon: customerAmazon };
const lacking = terraformMissing();
const needs = lacking ? `, needs ${lacking}` : '';

function made(inside: string, given: string[], changes: Record<string, string> = {}): Resource[] {
  const place = workplace(changes);
  try {
    return applied(place, inside, given);
  } finally {
    place.remove();
  }
}

describe.skipIf(lacking).each(clouds)(`what a customer applies at %s${needs}`, (cloud) => {
  let whole: Resource[];
  let less: Resource[];
  beforeAll(() => {
    whole = made(folder(cloud), told(cloud));
    less = made(folder(cloud), told(cloud, narrowed[cloud]));
  });

  test.each(rules[cloud])('$says', (rule) => {
    holds(rule, whole, customerMistakes);
    holds(rule, less, customerMistakes);
  });

  test('is what chainctl prints, for a whole account', () => {
    const found = association.parse({
      group,
      google: { projectId: project, projectNumber: '123456789012' },
      amazon: { account: '123456789012' },
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
    });
    const printed = 'infra/customer/printed';
    const text = customerSide(cloud, found, issuer);
    const there = made(printed, [], { [`${printed}/main.tf`]: text });
    const plain = (all: Resource[]) => JSON.parse(JSON.stringify(all).replaceAll('[0]', ''));
    expect(plain(there)).toEqual(plain(whole));
  });
});

describe.skipIf(lacking)(`what a customer tells the modules${needs}`, () => {
  let place: Workplace;
  beforeEach(() => {
    place = workplace();
  });
  afterEach(() => place.remove());
  const plan = (cloud: Cloud, given: string[]) => {
    place.run(folder(cloud), ['init', '-input=false', '-no-color']);
    return place.run(folder(cloud), ['plan', '-input=false', '-no-color', ...given]);
  };

  test.each<[string, Cloud, Record<string, unknown>, string]>([
    ['a group that is a wildcard', 'google', { group: '*' }, 'not the id of a group'],
    ['a group that is a wildcard', 'amazon', { group: '*' }, 'not the id of a group'],
    ['all below a group', 'amazon', { group: `${group}/*` }, 'not the id of a group'],
    ['an issuer without TLS', 'google', { issuer: 'http://localhost:8080' }, 'with https'],
    ['an issuer without TLS', 'amazon', { issuer: 'http://localhost:8080' }, 'with https'],
    ['an issuer with a slash at its end', 'amazon', { issuer: `${issuer}/` }, 'without a slash'],
    ['what is no project', 'google', { project_id: 'Images' }, 'not the id of a project'],
    ['repositories by wildcard', 'amazon', { repositories: [`${repository}/*`] }, 'wildcard'],
  ])('%s is refused at %s', (_, cloud, otherwise, said) => {
    expect(() => plan(cloud, told(cloud, otherwise))).toThrow(said);
  });

  test('a named repository takes the place of all, and no repository is none', () => {
    const given = told('google', { ...narrowed.google, buckets: [] });
    const all = applied(place, folder('google'), given);
    expect(ofType(all, 'google_project_iam_member')).toEqual([]);
    const [only] = ofType(all, 'google_artifact_registry_repository_iam_member');
    expect(only && [text(only, 'location'), text(only, 'repository')]).toEqual([
      'europe-west1',
      'apps',
    ]);
    const none = applied(place, folder('amazon'), told('amazon', { repositories: [] }));
    expect(new Set(none.map(({ type }) => type))).toEqual(
      new Set(['aws_iam_openid_connect_provider', 'aws_iam_role']),
    );
  });

  test('what AWS does not know is refused', () => {
    const path = join(place.folder, folder('amazon'), 'main.tf');
    const before = readFileSync(path, 'utf8');
    expect(before).toContain('client_id_list');
    writeFileSync(path, before.replace('client_id_list', 'audiences'));
    expect(() => plan('amazon', told('amazon'))).toThrow('Error:');
  });
});

test('every mistake of a customer belongs to a rule', () => {
  const said = Object.values(rules).flatMap((some) => some.map(({ says }) => says));
  expect(Object.keys(customerMistakes).sort()).toEqual(said.sort());
});
