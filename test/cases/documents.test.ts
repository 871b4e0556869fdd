// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { clusterImagePolicySpec } from '../../core/policy/cluster-image-policy.ts';
import { defaulted } from '../../core/policy/defaulted.ts';
import { readPolicyFile } from '../../core/policy/document.ts';
import { formatFieldErrors } from '../../core/policy/field-errors.ts';
import { readSources } from '../../core/policy/read.ts';
import { defaultedTrustRoot, trustRootSpec } from '../../core/policy/trust-root.ts';
import { validateSpec } from '../../core/policy/validate.ts';
import { atHand, cases, compare } from './cases.ts';
import { departures } from './departures.ts';

atHand('cipValidation');
for (const { id, spec, error, warning, stage, config, defaultingApplied } of cases.cipValidation) {
  test(`${id}: ${JSON.stringify(spec).slice(0, 100)}`, () => {
    const [source] = readSources(JSON.stringify(spec)).sources;
    const parsed = clusterImagePolicySpec.safeParse(source?.value);
    if (stage === 'decode') return expect(parsed.success).toBe(false);
    const read = clusterImagePolicySpec.parse(source?.value);
    const failOnEmptyAuthorities = config?.['fail-on-empty-authorities'] !== 'false';
    const { errors, warnings } = validateSpec(defaultingApplied ? defaulted(read) : read, {
      failOnEmptyAuthorities,
    });
    expect(formatFieldErrors(warnings.all)).toBe(warning ?? '');
    return compare(id, formatFieldErrors(errors.all), error ?? '');
  });
}

atHand('cipFixtures');
for (const { id, file, apiVersion, spec, accept, stderrContains = [] } of cases.cipFixtures) {
  test(`${id}: ${file}`, () => {
    const whole = { apiVersion, kind: 'ClusterImagePolicy', metadata: { name: 'policy' }, spec };
    const { faults } = readPolicyFile(JSON.stringify(whole));
    const said = faults.map(({ fault }) => fault).join('\n');
    compare(id, faults.length === 0, accept);
    if (id in departures) return;
    for (const part of stderrContains) expect(`validation failed: ${said}`).toContain(part);
  });
}

/** The value in some nested objects and lists at a path such as `a[0].b`; null where there is none. */
const at = (value: unknown, path: string): unknown =>
  path.split(/[.[\]]+/).reduce<unknown>((found, key) => {
    const entries: [string, unknown][] =
      typeof found === 'object' && found !== null ? Object.entries(found) : [];
    return entries.find(([name]) => name === key)?.[1] ?? null;
  }, value);

atHand('defaulting');
for (const { id, input, expect: wanted } of cases.defaulting) {
  test(`${id}: ${JSON.stringify(input)}`, () => {
    const [[first = '', value] = []] = Object.entries(input);
    const [, part = '', field = ''] = /^TrustRoot\.(\w+)\.(\w+)$/.exec(first) ?? [];
    const filled =
      part === ''
        ? defaulted(clusterImagePolicySpec.parse(input))
        : { TrustRoot: defaultedTrustRoot(trustRootSpec.parse({ [part]: { [field]: value } })) };
    for (const [path, expected] of Object.entries(wanted)) expect(at(filled, path)).toBe(expected);
  });
}
