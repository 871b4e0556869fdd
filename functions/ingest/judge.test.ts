// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { putEvidence, sendRecords } from '../../core/api/ingest.ts';
import { createPolicy } from '../../core/api/policies.ts';
import { listRecords } from '../../core/api/records.ts';
import { packEvidence } from '../../core/evidence/packed.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { type Agent, clusterIn } from '../../test/fixtures/cluster.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';
import { reportOf } from '../../test/fixtures/report.ts';
import { sigstoreEvidence, sigstoreFile } from '../../test/fixtures/sigstore.ts';

let home: Home;
let ours: Organisation;
let own: Agent;
let sequence = 0;
/** What real cosign left beside an image that it signed with a key. */
const signed = sigstoreEvidence('v3-key-none');
const name = `${signed.source.repository}@${signed.digest}`;
const pem = sigstoreFile('k.pub').trim().replaceAll('\n', '\n        ');
const document = `apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata:
  name: signed
spec:
  images:
  - glob: registry.example/**
  authorities:
  - key:
      data: |
        ${pem}
`;
beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
  await ours.owner.does(createPolicy, { parent: ours.root, policy: { document } });
  own = await clusterIn(home, ours.root);
});
afterAll(() => home.close());

/** Sends the evidence and a report of the image that stands on it; says who vouches for it. */
async function vouching(outcome: 'pass' | 'deny', found = signed, send = true) {
  const bytes = Buffer.from(packEvidence({ ...found, trouble: [] }));
  const digest = `sha256:${hash('sha256', bytes)}`;
  if (send) await own.does(putEvidence, { digest, content: bytes.toString('base64') });
  const policies = [
    {
      name: 'signed',
      mode: 'enforce' as const,
      outcome: outcome === 'pass' ? ('pass' as const) : ('fail' as const),
      checkedAt: '2026-01-01T00:00:00.000Z',
    },
  ];
  sequence += 1;
  const report = reportOf('app', { image: name, outcome, policies, evidence: [digest] });
  await own.does(sendRecords, { sequence, records: [report] });
  const { items } = await ours.viewer.does(listRecords, { cluster: own.id });
  return items.find((each) => each.image === name)?.by;
}

test('an outcome that follows from the evidence is vouched for by the control plane', async () => {
  expect(await vouching('pass')).toBe('control plane');
  expect(await vouching('deny', { ...signed, found: [] })).toBe('control plane');
});

test('an outcome that does not, or whose evidence was not sent, is the agent’s word alone', async () => {
  expect(await vouching('pass', { ...signed, found: [] })).toBe('agent');
  expect(await vouching('deny')).toBe('agent');
  const other = { ...signed, source: { repository: 'x.example/y', tagPrefix: '' } };
  expect(await vouching('pass', other)).toBe('agent');
  const unsent = { ...signed, digest: `sha256:${'b'.repeat(64)}` };
  expect(await vouching('pass', unsent, false)).toBe('agent');
});

test('a batch is judged for so long and no longer: the rest is the agent’s word', async () => {
  const bytes = Buffer.from(packEvidence({ ...signed, trouble: [] }));
  const digest = `sha256:${hash('sha256', bytes)}`;
  await own.does(putEvidence, { digest, content: bytes.toString('base64') });
  const read = home.service.blobs.read.bind(home.service.blobs);
  const slow = vi.spyOn(home.service.blobs, 'read').mockImplementation(async (...asked) => {
    home.later(30_000);
    return read(...asked);
  });
  sequence += 1;
  const none = { coverage: 'uncovered' as const, outcome: 'pass' as const, policies: [] };
  const first = reportOf('slow', { image: name, outcome: 'pass', evidence: [digest] });
  const second = reportOf('uncovered', { ...none, evidence: [] });
  const image = second.image.replace('registry.example.com', 'other.example');
  await own.does(sendRecords, { sequence, records: [first, { ...second, image }] });
  slow.mockRestore();
  const by = async () =>
    (await ours.viewer.does(listRecords, { cluster: own.id })).items.find(
      (each) => each.image === image,
    )?.by;
  expect(await by()).toBe('agent');
  sequence += 1;
  await own.does(sendRecords, { sequence, records: [{ ...second, image }] });
  expect(await by()).toBe('control plane');
});
