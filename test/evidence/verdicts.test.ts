// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { newKey } from '../fixtures/policy/pretended.ts';
import { sigstoreEvidence, sigstoreFile } from '../fixtures/sigstore.ts';
import { signingCases } from '../real/sigstore/cases.ts';
import { decided } from './decided.ts';
import { demandingOf } from './demanding.ts';
import { trust } from './demands.ts';

const named = {
  issuers: 'http://localhost:5580',
  key: sigstoreFile('k.pub'),
  otherKey: newKey().pem,
};

test.each(signingCases)(
  '$name: a policy passes it that asks for what it is, and no other',
  (row) => {
    const evidence = sigstoreEvidence(row.name);
    for (const [what, { spec, expected }] of Object.entries(demandingOf(row, named))) {
      expect(decided(spec, evidence, trust), what).toBe(expected);
    }
  },
);
