// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendRecords } from '../../../../core/api/ingest.ts';
import { parseTrustedRoot } from '../../../../core/evidence/trust.ts';
import { verifyFound } from '../../../../core/evidence/verify.ts';
import { parseUidp } from '../../../../core/iam/uidp.ts';
import { compile } from '../../../../core/policy/compile.ts';
import { readPolicyFile } from '../../../../core/policy/document.ts';
import { evaluate } from '../../../../core/policy/evaluate.ts';
import { groundsOf } from '../../../../core/policy/grounds.ts';
import type { Verdict } from '../../../../core/policy/verdict.ts';
import { acme } from '../../../../test/fixtures/chainctl/acme.ts';
import { type TestHome, type Typist, typist } from '../../../../test/fixtures/chainctl/typist.ts';
import { type Agent, clusterIn } from '../../../../test/fixtures/cluster.ts';
import { reportOf } from '../../../../test/fixtures/report.ts';
import { sigstoreEvidence, sigstoreFile } from '../../../../test/fixtures/sigstore.ts';

let home: TestHome;
let ada: Typist;
let agent: Agent;

const signed = sigstoreEvidence('v3-keyless-r2');
const image = `${signed.source.repository}@${signed.digest}`;

/** What the policy with this glob makes of the image that real cosign signed, or of it unsigned. */
function verdictOf(glob: string, found = signed.found): Verdict {
  const text = `apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata:
  name: sample-policy
spec:
  images:
  - glob: "${glob}"
  authorities:
  - keyless:
      url: https://fulcio.sigstore.dev
      identities:
      - issuerRegExp: .*
        subjectRegExp: .*
`;
  const policies = readPolicyFile(text).documents.flatMap((each) =>
    each.kind === 'ClusterImagePolicy'
      ? [compile(each.name, each.spec, { secrets: new Map(), kms: new Map() })]
      : [],
  );
  const trust = parseTrustedRoot(sigstoreFile('trusted_root.json'));
  const grounds = groundsOf({ default: { trust }, named: new Map() }, verifyFound);
  const set = { policies, noMatch: 'deny' as const };
  return evaluate(set, { reference: image }, [{ ...signed, found }], grounds, new Date());
}

const reported = (name: string, verdict: Verdict, other: Parameters<typeof reportOf>[1] = {}) => ({
  ...reportOf(name, { outcome: verdict.outcome, ...other }),
  verdict: JSON.parse(JSON.stringify(verdict)),
});

beforeAll(async () => {
  const made = await acme();
  ({ home, ada } = made);
  const where = { service: home.home.service, url: home.url };
  agent = await clusterIn(where, parseUidp(made.group, 'group'));
  const near = {
    policy: 'sample-policy',
    glob: 'registry.example/*',
    instead: 'registry.example/**',
  };
  const policies = [
    {
      ...reportOf('x').policies[0],
      name: 'sample-policy',
      outcome: 'pass' as const,
      mode: 'enforce' as const,
      checkedAt: '2026-01-01T00:00:00.000Z',
    },
  ];
  const why = 'registry.example asks to wait 60 s (429)';
  const unread = { since: '2026-01-03T00:00:00.000Z', why };
  const refreshed = { sig: '2026-01-01T00:00:00.000Z', sbom: '2026-01-02T00:00:00.000Z' };
  await agent.does(sendRecords, {
    sequence: 1,
    records: [
      reported('signed', verdictOf('registry.example/**'), { policies, refreshed }),
      reported('unsigned', verdictOf('registry.example/**', []), { unread }),
      reported('bare', verdictOf('other.example/*'), { coverage: 'uncovered', policies: [], near }),
    ],
  });
});
afterAll(async () => {
  await ada.leave();
  await home.close();
});

const records = (...args: string[]) => ada.type(['cluster', 'records', ...args]);

test('the records of a cluster are listed by the uid of its namespace, its name or its id', async () => {
  const first = await records('list', agent.cluster.remoteId);
  expect(first.out).toMatch(/CLUSTER +\| +IMAGE +\| +LAST SEEN +\| +LAST REFRESHED +\| +POLICIES/);
  expect(first.out).toContain(agent.cluster.remoteId);
  expect(first.out).toMatch(/bare@sha256:a{64} .*\| uncovered/);
  expect(first.out).toMatch(/\/signed@.*\| sig:2026-01-01T00:00:00\.000Z +\| sample-policy:pass/);
  expect(first.out).toMatch(/\n +\| +\| +\| sbom:2026-01-02T00:00:00\.000Z/);
  expect((await records('ls', agent.cluster.name)).out).toBe(first.out);
  expect((await records('ls', agent.id)).out).toBe(first.out);
  expect((await records('ls', '--group', 'acme')).out).toBe(first.out);
});

test('an image that a glob all but covers comes with the glob that would, and the command', async () => {
  const { err } = await records('ls', agent.id);
  expect(err).toContain('"registry.example/**" would.');
  expect(err).toContain('Try: chainctl policies edit sample-policy');
});

test('violations are those that a policy denies; parts of names choose too', async () => {
  const { out } = await records('ls', agent.id, '--violations', '-o', 'json');
  expect(JSON.parse(out).items.map((each: { image: string }) => each.image)).toEqual([
    reportOf('unsigned').image,
  ]);
  expect(
    (await records('ls', agent.id, '--image', '/si', '-o', 'id')).out.split('\n'),
  ).toHaveLength(2);
});

test('the address of a record is its page of the console', async () => {
  const id = (await records('ls', agent.id, '--image', '/signed@', '-o', 'id')).out.trim();
  const { out } = await records('ls', agent.id, '--image', '/signed@', '-o', 'url');
  expect(out.trim()).toBe(`${home.url}/images/${id}`);
});

test('what is signed is described by who signed it and the checks that were made', async () => {
  const { out } = await records('describe', '/signed@', '--cluster', agent.cluster.name);
  expect(out).toContain(`Verification for ${image} --`);
  expect(out).toContain('  - The cosign claims were validated');
  expect(out).toMatch(/Signed by .*, vouched for by /);
  expect(out).toContain(`cluster:    ${agent.cluster.name} (${agent.cluster.remoteId})`);
  expect(out).toContain('runs as:    Pod default/signed (spec.containers[0].image)');
  expect(out).toContain('reported by the agent');
  expect(out.match(/^changed: .*$/gm)).toEqual([
    expect.stringMatching(/^changed: {4}\d{4}-\S+Z sample-policy passes it$/),
  ]);
});

test('who may not read the trail is told of no changes, and of all else', async () => {
  const vic = await typist(home, 'vic@example.com');
  const status = JSON.parse(await vic.get('auth', 'status', '-o', 'json'));
  const bound = ['--identity', String(status.identity), '--role', 'viewer', '--group', 'acme'];
  await ada.get('iam', 'role-bindings', 'create', ...bound);
  const out = await vic.get('cluster', 'records', 'describe', '/signed@', '--cluster', agent.id);
  expect(out).toContain('reported by the agent');
  expect(out).not.toContain('changed:');
  await vic.leave();
});

test('what is not signed is described by the reason and the cure', async () => {
  const { out } = await records('describe', 'unsigned', '--cluster', agent.id);
  expect(out).toContain('nobody has signed it');
  expect(out).toContain(`cosign sign ${image}`);
  expect(out).toContain(
    'not read:   since 2026-01-03T00:00:00.000Z; registry.example asks to wait 60 s (429)',
  );
  const json = await records('describe', 'unsigned', '--cluster', agent.id, '-o', 'json');
  expect(JSON.parse(json.out)).toMatchObject({ violation: true, verdict: { outcome: 'deny' } });
});

test('a cluster or a record that nobody can see is not found, and the way on is said', async () => {
  const cluster = await records('ls', '00000000-0000-4000-8000-000000000000');
  expect(cluster).toMatchObject({ code: 1, out: '' });
  expect(cluster.err).toContain('Try: chainctl cluster list');
  const record = await records('describe', 'nothing-like-it', '--cluster', agent.id);
  expect(record.err).toContain('there is no record called "nothing-like-it"');
});

test('workloads are shown with the images that they run and how those fare', async () => {
  const { out } = await ada.type(['cluster', 'workloads', 'list', agent.id]);
  expect(out).toContain('default Pod unsigned\n  registry.example.com/unsigned@sha256:');
  expect(out).toMatch(/unsigned@sha256:a{64} \[fail\]/);
  expect(out).toMatch(/bare@sha256:a{64} \[uncovered\]/);
  const none = await ada.type([
    'cluster',
    'workloads',
    'ls',
    agent.id,
    '-n',
    'other',
    '-o',
    'table',
  ]);
  expect(none.err).toContain('Nothing runs there that is known.');
});
