// SPDX-License-Identifier: Apache-2.0
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { root } from '../house/tree.ts';
import { departures } from './departures.ts';

/** The cases of sigstore/policy-controller, from the file that POLICY_CASES names. */
const file = process.env['POLICY_CASES'] ?? `${root}../shared/cases/policy-controller.json`;
const present = existsSync(file);

const row = z.looseObject({ id: z.string() });
const text = z.string();
const specs = row.extend({ spec: z.unknown(), accept: z.boolean() });
const sections = z.looseObject({
  glob: z.array(row.extend({ image: text, glob: text, match: z.boolean(), error: z.boolean() })),
  references: z.array(
    row.extend({
      input: text,
      valid: z.boolean(),
      name: text.nullable(),
      kind: text.nullable(),
      repository: text.nullable(),
      identifier: text.nullable(),
    }),
  ),
  sourceOci: z.array(row.extend({ oci: text, error: text.nullable() })),
  cipValidation: z.array(
    specs.extend({
      defaultingApplied: z.boolean(),
      error: text.nullable(),
      warning: text.nullable(),
      stage: text.optional(),
      config: z.record(text, text).optional(),
    }),
  ),
  cipFixtures: z.array(
    specs.extend({ file: text, apiVersion: text, stderrContains: z.array(text).optional() }),
  ),
  defaulting: z.array(
    row.extend({ input: z.record(text, z.unknown()), expect: z.record(text, z.unknown()) }),
  ),
  trustRootValidation: z.array(
    row.extend({ given: text, accept: z.boolean(), error: text.nullable() }),
  ),
  mutation: z.array(
    row.extend({
      operation: text,
      image: text,
      resolvesTo: text,
      expect: text,
      deletionTimestamp: z.boolean().optional(),
    }),
  ),
  identities: z.array(
    row.extend({
      identities: z.array(z.record(text, text)),
      certIssuer: text,
      certSANs: z.array(text),
      match: z.boolean(),
      errorContains: text.nullable(),
    }),
  ),
  evaluation: z.array(row.extend({ given: text, expect: text, message: text.nullish() })),
});
const none: z.output<typeof sections> = {
  glob: [],
  references: [],
  sourceOci: [],
  cipValidation: [],
  cipFixtures: [],
  defaulting: [],
  trustRootValidation: [],
  mutation: [],
  identities: [],
  evaluation: [],
};

/** Stands in the file where a key should be. */
const placeholder = '$'.concat('{P256_PUBLIC_KEY_PEM}');
const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({
  format: 'pem',
  type: 'spki',
});

/** Every section of the file; all empty where there is none. */
export const cases = present
  ? sections.parse(
      JSON.parse(
        readFileSync(file, 'utf8').replaceAll(
          placeholder,
          pem.toString().trim().replaceAll('\n', '\\n'),
        ),
      ),
    )
  : none;

/** A test that names the cases as left out where the file is missing. */
export function atHand(section: keyof typeof none): void {
  test.skipIf(!present)(`policy-controller's cases of ${section} (POLICY_CASES=FILE)`, () => {
    expect(cases[section]).not.toEqual([]);
  });
}

/** What we say, beside what upstream says; a departure must still depart. */
export function compare(id: string, ours: unknown, theirs: unknown): void {
  const reason = departures[id];
  if (reason === undefined) expect(ours).toEqual(theirs);
  else expect(ours, `is no departure any more: ${reason}`).not.toEqual(theirs);
}

/** What the run gives, or that it throws. */
export const attempt = <T>(run: () => T): T | 'error' => {
  try {
    return run();
  } catch {
    return 'error';
  }
};
