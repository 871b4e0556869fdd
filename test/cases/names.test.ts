// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { globMatches } from '../../core/policy/glob.ts';
import { checkOci, parseReference } from '../../core/policy/reference.ts';
import { atHand, attempt, cases, compare } from './cases.ts';

atHand('glob');
for (const { id, glob, image, match, error } of cases.glob) {
  test(`${id}: ${glob} on ${image}`, () => {
    const ours = attempt(() => globMatches(glob, image));
    compare(id, ours, error ? 'error' : match);
  });
}

atHand('references');
for (const { id, input, valid, name, kind, repository, identifier } of cases.references) {
  test(`${id}: ${input}`, () => {
    const ours = attempt(() => parseReference(input));
    if (valid) expect(ours).toMatchObject({ name, kind, repository, identifier });
    else expect(ours).toBe('error');
  });
}

atHand('sourceOci');
for (const { id, oci, error } of cases.sourceOci) {
  test(`${id}: ${oci}`, () => {
    if (error === null) expect(() => checkOci(oci)).not.toThrow();
    else expect(() => checkOci(oci)).toThrow(new Error(error));
  });
}
