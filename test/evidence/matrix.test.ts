// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import type { Signer } from '../../core/evidence/signer.ts';
import { verifyEvidence } from '../../core/evidence/verify.ts';
import { sigstoreEvidence } from '../fixtures/sigstore.ts';
import { signingCases } from '../real/sigstore/cases.ts';
import { byKey, key, keyless, trust } from './demands.ts';
import { names, stamped, unlogged } from './expected.ts';

describe.each(signingCases)('$name: what cosign $cosign writes', ({ name, verb, by }) => {
  const evidence = sigstoreEvidence(name);
  const use = verb === 'sign' ? 'signature' : 'attestation';
  const logged = !unlogged.test(name);
  const base = by === 'key' ? byKey : keyless;
  const verify = (demand: Partial<typeof base>) => verifyEvidence(evidence, { ...base, ...demand });
  const [outcome] = verify(logged ? {} : { log: { mode: 'ignored' } });

  test('is verified, as what it is, with who signed it', () => {
    expect(evidence.found).toHaveLength(1);
    expect(outcome).toMatchObject({ outcome: 'verified', use });
    if (outcome?.outcome !== 'verified') throw new Error('not verified');
    const { signer } = outcome;
    if (by === 'key') expect(signer).toEqual({ kind: 'key', keyId: key.id } satisfies Signer);
    else {
      expect(signer).toMatchObject({
        issuer: `http://localhost:5580/${by}`,
        subjects: [names[by]],
      });
    }
  });

  test('counts without its log entry only where the log is not asked for', () => {
    const [required] = verify({ log: { mode: 'required', trust } });
    expect(required).toMatchObject(
      logged ? { outcome: 'verified' } : { reason: 'log-entry-missing' },
    );
  });

  test('proves a timestamp only where it has one', () => {
    const [required] = verify({
      log: { mode: 'ignored' },
      timestamp: { mode: 'required', trust },
    });
    expect(required).toMatchObject(
      stamped.test(name) ? { outcome: 'verified' } : { reason: 'timestamp-missing' },
    );
  });

  test('is not an image signed by the other kind of signer, by another key, or for another image', () => {
    const other = by === 'key' ? keyless : byKey;
    const [outcome] = verifyEvidence(evidence, { ...other, log: { mode: 'ignored' } });
    expect(outcome).toMatchObject({ outcome: 'rejected', reason: 'other-kind-of-signer' });
    const moved = { ...evidence, digest: `sha256:${'0'.repeat(64)}` };
    const [elsewhere] = verifyEvidence(moved, {
      ...base,
      ...(logged ? {} : { log: { mode: 'ignored' } }),
    });
    expect(elsewhere).toMatchObject({ reason: 'other-image', got: evidence.digest });
  });
});

test('an image that nobody signed has nothing that counts', () => {
  expect(verifyEvidence(sigstoreEvidence('v2-bundle-sc-r2'), keyless)).toEqual([]);
});

test.each(['v3-ann-r2', 'v2-key-ann'])('%s: annotations are part of what is signed', (name) => {
  const demand = name === 'v3-ann-r2' ? keyless : { ...byKey, log: { mode: 'ignored' as const } };
  const [outcome] = verifyEvidence(sigstoreEvidence(name), demand);
  expect(outcome).toMatchObject({ annotations: { foo: 'bar' } });
});

test('GitHub’s claims are read from the certificate', () => {
  const [outcome] = verifyEvidence(sigstoreEvidence('v3-keyless-r2'), keyless);
  expect(outcome).toMatchObject({
    signer: {
      claims: {
        githubWorkflowTrigger: 'push',
        githubWorkflowName: 'release',
        githubWorkflowRepository: 'acme/app',
        sourceRepositoryURI: 'https://github.com/acme/app',
        tokenSubject: 'repo:acme/app:ref:refs/heads/main',
      },
    },
  });
});

test('an attestation carries the statement whole', () => {
  const [outcome] = verifyEvidence(sigstoreEvidence('v3-att-r2'), keyless);
  expect(outcome).toMatchObject({
    statement: {
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: { runDetails: { builder: { id: 'https://b' } } },
      json: { _type: 'https://in-toto.io/Statement/v0.1' },
    },
  });
});

test('the checks are named in their order, and those left out as left out', () => {
  const evidence = sigstoreEvidence('v3-keyless-r2');
  const names = (demand: typeof keyless) =>
    verifyEvidence(evidence, demand)[0]?.checks.map((each) => `${each.name} ${each.outcome}`);
  const all = ['form', 'timestamp', 'certificate', 'sct', 'log', 'signature', 'claims'];
  expect(names(keyless)).toEqual(all.map((name) => `${name} passed`));
  const ignoring = { ...keyless, signer: { ...keyless.signer, ignoreSct: true } };
  expect(names({ ...ignoring, log: { mode: 'ignored' } })).toEqual(
    all.map((name) => `${name} ${name === 'sct' || name === 'log' ? 'ignored' : 'passed'}`),
  );
});
