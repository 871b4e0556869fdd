// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { compile } from '../../core/policy/compile.ts';
import type { CompiledPolicy, NoMatch } from '../../core/policy/compiled.ts';
import { denialOf } from '../../core/policy/denial.ts';
import { evaluate, type Image } from '../../core/policy/evaluate.ts';
import { compileIdentity, isOneOf, noneMatched } from '../../core/policy/identity.ts';
import { withDigest } from '../../core/policy/mutate.ts';
import { isJudged } from '../../core/policy/review.ts';
import { imagesOf } from '../../core/policy/workload.ts';
import {
  ada,
  digest,
  evidence,
  found,
  grounds,
  keyless,
  newKey,
  noKeys,
  now,
  policyOf,
} from '../fixtures/policy/pretended.ts';
import { atHand, cases, compare } from './cases.ts';
import { departures, elsewhere } from './departures.ts';

atHand('identities');
for (const { id, identities, certIssuer, certSANs, match, errorContains } of cases.identities) {
  test(`${id}: ${JSON.stringify(identities)}`, () => {
    const subjects = certSANs.map((value) => ({ type: 'other', value }) as const);
    const kind = 'keyless';
    const signer = { kind, issuer: certIssuer, subjects, claims: {}, certificate: '' } as const;
    compare(id, isOneOf(identities.map(compileIdentity), signer), match);
    if (errorContains !== null) expect(noneMatched(signer)).toContain(errorContains);
  });
}

atHand('mutation');
for (const { id, operation, image, resolvesTo, expect: wanted, ...rest } of cases.mutation) {
  test(`${id}: ${operation} ${image}`, () => {
    const metadata = rest.deletionTimestamp ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {};
    const object = { metadata, spec: { containers: [{ image }] } };
    const judged = isJudged({ operation, subResource: '', kind: 'Pod', object });
    expect(judged ? withDigest(image, resolvesTo) : image).toBe(wanted);
  });
}

const repository = 'gcr.io/distroless/static';
const place = 'spec.containers[0].image';
const workload = (group: string, version: string) =>
  ({ group, version, resource: 'pods', labels: {} }) as const;
const judge = (
  policies: CompiledPolicy[],
  image: Partial<Image> = {},
  noMatch: NoMatch = 'deny',
) => {
  const seen = evidence([], { repository });
  seen.found.push(
    found({
      use: 'attestation',
      predicateType: 'https://cosign.sigstore.dev/attestation/vuln/v1',
    }),
    found({ signer: { key: key.id }, stamped: false }),
  );
  const whole = { reference: `${repository}@${digest}`, ...image };
  const verdict = evaluate({ policies, noMatch }, whole, [seen], grounds, now);
  return { ...verdict, said: denialOf([{ place, verdict }]) };
};
const key = newKey();
const pass = { static: { action: 'pass' } };
const fail = { static: { action: 'fail' } };
const of = (authority: unknown, more = {}) => policyOf({ authorities: [authority], ...more });
const pods = (version: string) => of(pass, { match: [{ resource: 'pods', version }] });
const deployment = (replicas: number) => ({
  spec: { replicas, template: { spec: { containers: [{ image: `${repository}:nonroot` }] } } },
});
const reviewed = (operation: string, from: number, to: number, over = {}) =>
  isJudged({
    operation,
    subResource: '',
    kind: 'Deployment',
    object: deployment(to),
    oldObject: deployment(from),
    ...over,
  });
const going = { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } };

/** What the cases describe in words, run: what we answer, in the words of the file. */
const given: Record<string, () => { answer: string; said?: string }> = {
  'key authority with no public keys': () => failing(of({ key: { secretRef: { name: 'a' } } })),
  'static pass': () => failing(of(pass)),
  'static fail, message "test custom message here"': () =>
    failing(of({ static: { action: 'fail', message: 'test custom message here' } })),
  'wanted predicate custom, image has only vuln': () =>
    failing(of({ ...keyless(ada), attestations: [{ name: 'a', predicateType: 'custom' }] })),
  'two policies match, one static pass and one static fail': () => denying([of(pass), of(fail)]),
  'no policy matches, no-match-policy unset or deny': () => denying([], { reference: written }),
  'no policy matches, no-match-policy allow': () => denying([], {}, 'allow'),
  'image is a tag at the validating webhook': () =>
    denying([], { reference: `${repository}:nonroot` }),
  'image "in@valid"': () => denying([], { reference: 'in@valid' }),
  'match resource pods v1; image globs; Pod v1': () => applying(pods('v1'), '', 'v1'),
  'match resource pods v1; Pod with apiVersion apps/v1': () => applying(pods('v1'), 'apps', 'v1'),
  'match resource pods without version; Pod v1': () => applying(pods(''), '', 'v1'),
  'volume of another kind or with an empty reference': () => ({
    answer:
      imagesOf('Pod', { spec: { volumes: [{ emptyDir: {} }, { image: { reference: '' } }] } })
        .length === 0
        ? 'ignored'
        : 'read',
  }),
  'Deployment update that lowers replicas, non-compliant image': () => looking('UPDATE', 3, 1),
  'Deployment update that raises replicas, non-compliant image': () => looking('UPDATE', 1, 3),
  'DELETE, status sub-resource, or deletionTimestamp set; non-compliant image': () => ({
    answer:
      reviewed('DELETE', 1, 1) ||
      reviewed('UPDATE', 1, 1, { subResource: 'status' }) ||
      reviewed('UPDATE', 1, 1, { object: { ...deployment(1), ...going } })
        ? 'deny'
        : 'admit',
  }),
  'signatureFormat bundle on a key authority': () =>
    failing(of({ key: { data: key.pem }, signatureFormat: 'bundle' })),
  'matching CIP with zero authorities (fail-on-empty-authorities=false)': () =>
    denying([compile('empty', { images: [{ glob: '**' }] }, noKeys)]),
};
const written = `${repository}@${digest}`;
const failing = (policy: CompiledPolicy) => {
  const { outcome, said } = judge([policy]);
  return { answer: outcome === 'pass' ? 'pass' : 'fail', said };
};
const denying = (
  policies: CompiledPolicy[],
  image: Partial<Image> = {},
  noMatch: NoMatch = 'deny',
) => {
  const { outcome, said } = judge(policies, image, noMatch);
  return { answer: outcome === 'deny' ? 'deny' : 'admit', said };
};
const applying = (policy: CompiledPolicy, group: string, version: string) => {
  const { policies } = judge([policy], { workload: workload(group, version) });
  return { answer: policies.length > 0 ? 'policy applies' : 'policy does not apply' };
};
const looking = (operation: string, from: number, to: number) => ({
  answer: reviewed(operation, from, to) ? 'deny' : 'admit',
});

atHand('evaluation');
for (const each of cases.evaluation.filter(({ id }) => !(id in elsewhere))) {
  const run = given[each.given];
  test.skipIf(run === undefined)(`${each.id}: ${each.given}`, () => {
    const ours = run?.();
    compare(each.id, ours?.answer, each.expect.replace(/ \(.*/, ''));
    const said = ours?.said ?? '';
    const message = (each.message ?? '').replace('<image as written>', written);
    if (!(each.id in departures)) expect(said).toContain(message);
  });
}
