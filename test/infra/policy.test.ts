// SPDX-License-Identifier: Apache-2.0
import { beforeAll, describe, expect, test } from 'vitest';
import { terraformMissing, workplace } from '../real/terraform/terraform.ts';
import { holds } from './holds.ts';
import { mistakes } from './mistakes.ts';
import { applied, type Resource } from './resources.ts';
import { access } from './rules/access.ts';
import { data } from './rules/data.ts';
import { front } from './rules/front.ts';
import { functions } from './rules/functions.ts';

const rules = [...access, ...functions, ...data, ...front];
const lacking = terraformMissing();

describe.skipIf(lacking)(`what infra/ deploys${lacking ? `, needs ${lacking}` : ''}`, () => {
  let all: Resource[];
  beforeAll(() => {
    const place = workplace();
    all = applied(place);
    place.remove();
  });

  test.each(rules)('$says', (rule) => holds(rule, all, mistakes));
});

test('every mistake belongs to a rule', () => {
  const said = rules.map(({ says }) => says);
  expect(Object.keys(mistakes).filter((says) => !said.includes(says))).toEqual([]);
});
