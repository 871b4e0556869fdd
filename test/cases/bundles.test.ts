// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseTrustedRoot } from '../../core/evidence/trust.ts';
import { verifyFound } from '../../core/evidence/verify.ts';
import { evaluate } from '../../core/policy/evaluate.ts';
import { groundsOf } from '../../core/policy/grounds.ts';
import { now, policyOf } from '../fixtures/policy/pretended.ts';
import { root } from '../house/tree.ts';

/** Real bundles, judged by a policy as if each signed an image whose digest is that of its artifact. */
const folder = `${root}../shared/cases/sigstore-conformance`;
const present = existsSync(folder);
const cases = present
  ? readdirSync(folder).filter((name) => existsSync(join(folder, name, 'bundle.sigstore.json')))
  : [];
const workflow =
  'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main';

test.skipIf(!present)('sigstore-conformance’s bundles are there to be judged by policies', () => {
  expect(cases).not.toEqual([]);
});

const outcomeOf = (name: string, signer = workflow) => {
  const file = (own: string) => join(folder, name, own);
  const text = (own: string, otherwise: string) =>
    existsSync(file(own)) ? readFileSync(file(own), 'utf8').trim() : otherwise;
  const artifact = existsSync(file('artifact')) ? file('artifact') : join(folder, 'a.txt');
  const hash = createHash('sha256').update(readFileSync(artifact)).digest('hex');
  const digest = `sha256:${hash}`;
  const bytes = readFileSync(file('bundle.sigstore.json'));
  const repository = 'ghcr.io/acme/app';
  const found = [{ kind: 'bundle', digest: `sha256:${name}`, bytes } as const];
  const evidence = { digest, source: { repository, tagPrefix: '' }, found, trouble: [] };
  const publicGood = readFileSync(join(folder, 'public-good.trusted_root.json'), 'utf8');
  const grounds = groundsOf(
    { default: trusted(text('trusted_root.json', publicGood)), named: new Map() },
    verifyFound,
  );
  const issuer = text('issuer', 'https://token.actions.githubusercontent.com');
  const identities = [{ issuer, subject: text('identity', signer) }];
  const pem = text('key.pub', '');
  const by = pem === '' ? { keyless: { identities } } : { key: { data: `${pem}\n` } };
  const { dsseEnvelope } = JSON.parse(bytes.toString());
  const type =
    dsseEnvelope &&
    JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString()).predicateType;
  const attestations = type ? [{ name: 'a', predicateType: String(type) }] : [];
  const policies = [policyOf({ authorities: [{ ...by, attestations }] })];
  const reference = `${repository}@${digest}`;
  return evaluate({ policies, noMatch: 'deny' }, { reference }, [evidence], grounds, now);
};

const trusted = (json: string) => {
  try {
    return { trust: parseTrustedRoot(json) };
  } catch (error) {
    return { fault: String(error) };
  }
};

for (const name of cases) {
  test(`${name} ${name.endsWith('_fail') ? 'is denied' : 'passes'}`, () => {
    const { outcome, policies } = outcomeOf(name);
    expect(outcome, JSON.stringify(policies, null, 1)).toBe(
      name.endsWith('_fail') ? 'deny' : 'pass',
    );
  });
}

test.skipIf(!present)('a real bundle by another workflow is told as such', () => {
  expect(outcomeOf('happy-path-v0.3', `${workflow}2`)).toMatchObject({
    outcome: 'deny',
    reason: 'signed-by-somebody-else',
  });
});
