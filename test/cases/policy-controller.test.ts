// SPDX-License-Identifier: Apache-2.0
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { clusterImagePolicySpec, defaulted } from '../../core/policy/cluster-image-policy.ts';
import { formatFieldErrors } from '../../core/policy/field-errors.ts';
import { globMatches } from '../../core/policy/glob.ts';
import { checkOci, parseReference } from '../../core/policy/reference.ts';
import { validateSpec } from '../../core/policy/validate.ts';
import { departures } from './departures.ts';

const file = process.env['POLICY_CASES'] ?? '../shared/cases/policy-controller.json';
/** Stands in the file where a key should be. */
const placeholder = '$'.concat('{P256_PUBLIC_KEY_PEM}');
const present = existsSync(file);
const row = z.looseObject({ id: z.string() });
const sections = z.looseObject({
  glob: z.array(
    row.extend({ image: z.string(), glob: z.string(), match: z.boolean(), error: z.boolean() }),
  ),
  references: z.array(
    row.extend({ input: z.string(), valid: z.boolean(), name: z.string().nullable() }),
  ),
  sourceOci: z.array(row.extend({ oci: z.string(), error: z.string().nullable() })),
  cipValidation: z.array(
    row.extend({
      spec: z.unknown(),
      accept: z.boolean(),
      error: z.string().nullable(),
      stage: z.string().optional(),
      config: z.record(z.string(), z.string()).optional(),
    }),
  ),
});
const cases = present
  ? sections.parse(JSON.parse(readFileSync(file, 'utf8').replaceAll(placeholder, pem())))
  : { glob: [], references: [], sourceOci: [], cipValidation: [] };

function pem(): string {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return publicKey
    .export({ format: 'pem', type: 'spki' })
    .toString()
    .trim()
    .replaceAll('\n', '\\n');
}

/** What we say, beside what upstream says; a departure must still depart. */
function compare(id: string, ours: unknown, theirs: unknown): void {
  if (id in departures) expect(ours, departures[id]).not.toEqual(theirs);
  else expect(ours).toEqual(theirs);
}

const attempt = <T>(run: () => T): T | 'error' => {
  try {
    return run();
  } catch {
    return 'error';
  }
};

test.skipIf(!present)(
  'the cases of policy-controller are at hand (set POLICY_CASES to the file)',
  () => {
    expect(cases.glob.length).toBeGreaterThan(0);
  },
);

for (const { id, glob, image, match, error } of cases.glob) {
  test(`${id}: ${glob} on ${image}`, () => {
    compare(
      id,
      attempt(() => globMatches(glob, image)),
      error ? 'error' : match,
    );
  });
}

for (const { id, input, valid, name } of cases.references) {
  test(`${id}: ${input}`, () => {
    compare(
      id,
      attempt(() => parseReference(input).name),
      valid ? name : 'error',
    );
  });
}

for (const { id, oci, error } of cases.sourceOci) {
  test(`${id}: ${oci}`, () => {
    if (error === null) expect(() => checkOci(oci)).not.toThrow();
    else expect(() => checkOci(oci)).toThrow(error);
  });
}

for (const { id, spec, error, stage, config } of cases.cipValidation) {
  test(`${id}: ${JSON.stringify(spec).slice(0, 100)}`, () => {
    const parsed = clusterImagePolicySpec.safeParse(spec);
    if (stage === 'decode') return expect(parsed.success).toBe(false);
    const failOnEmptyAuthorities = config?.['fail-on-empty-authorities'] !== 'false';
    const { errors } = validateSpec(clusterImagePolicySpec.parse(spec), { failOnEmptyAuthorities });
    return compare(id, formatFieldErrors(errors.all), error ?? '');
  });
}

test('defaulting names authorities, the mode and the CA', () => {
  const spec = defaulted({ authorities: [{ keyless: {} }, { name: 'vuln-scan' }], mode: '' });
  expect(spec.mode).toBe('enforce');
  expect(spec.authorities?.map(({ name }) => name)).toEqual(['authority-0', 'vuln-scan']);
  expect(spec.authorities?.[0]?.keyless?.url).toBe('https://fulcio.sigstore.dev');
});
