// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  askEvidence,
  listEvidence,
  putEvidence,
  readEvidence,
  sendRecords,
} from '../../core/api/ingest.ts';
import { describeRecord, listRecords } from '../../core/api/records.ts';
import { packEvidence, unpackEvidence } from '../../core/evidence/packed.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { clusterIn } from '../../test/fixtures/cluster.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';
import { reportOf } from '../../test/fixtures/report.ts';

let home: Home;
let ours: Organisation;
beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
});
afterAll(() => home.close());

const piece = (text: string) => {
  const bytes = Buffer.from(text);
  return { digest: `sha256:${hash('sha256', bytes)}`, content: bytes.toString('base64') };
};

test('what a cluster sent it can read again; sent twice it is there once', async () => {
  const own = await clusterIn(home, ours.root);
  const one = piece('evidence');
  const { digest } = one;
  expect(await own.does(askEvidence, { digests: [digest] })).toEqual({ missing: [digest] });
  await own.does(putEvidence, one);
  await own.does(putEvidence, one);
  expect(await own.does(askEvidence, { digests: [digest] })).toEqual({ missing: [] });
  expect(await own.does(readEvidence, { digest })).toEqual(one);
  const blobs = await home.service.blobs.list(`${ours.root}/sha256/`, { limit: 10 });
  expect(blobs.map(({ name }) => name)).toEqual([`${ours.root}/${digest.replace(':', '/')}`]);
});

test('nobody learns what others sent: to each cluster it is missing until it sends it', async () => {
  const one = piece('of ours');
  await (await clusterIn(home, ours.root)).does(putEvidence, one);
  const theirs = await organisation(home, 'theirs');
  for (const root of [ours.root, theirs.root]) {
    const other = await clusterIn(home, root);
    const { digest } = one;
    expect(await other.does(askEvidence, { digests: [digest] })).toEqual({ missing: [digest] });
    expect(await other.fails(readEvidence, { digest })).toMatchObject({ status: 404 });
    await other.does(putEvidence, one);
    expect(await other.does(readEvidence, { digest })).toEqual(one);
  }
});

test('a cluster lists what its images stand on: those that run, and those that were seen since', async () => {
  const own = await clusterIn(home, ours.root);
  const digest = piece('listed').digest;
  const reader = 'c'.repeat(64);
  const stands = { evidence: [digest], readers: [reader] };
  const long = { running: false, lastSeen: '2025-01-01T00:00:00.000Z' };
  const sig = '2026-01-01T00:00:00.500Z';
  const records = [
    reportOf('runs', { ...stands, refreshed: { sig, policy: '2026-01-01T00:00:01.000Z' } }),
    reportOf('ran', { ...stands, running: false }),
    reportOf('ran-long-ago', { ...stands, ...long }),
    reportOf('of-an-older-agent', { evidence: [digest] }),
    reportOf('on-nothing'),
  ];
  await own.does(sendRecords, { sequence: 1, records });
  const activeSince = '2026-01-01T00:00:00.000Z';
  const listed = [];
  let pageToken: string | undefined;
  do {
    const page = await own.does(listEvidence, { pageSize: 2, pageToken, activeSince });
    listed.push(...page.items);
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  const of = (name: string, at: string) => ({
    image: reportOf(name).image,
    evidence: [{ digest, reader }],
    at,
  });
  const expected = [of('runs', sig), of('ran', '2026-01-01T00:00:00.000Z')];
  expect(new Set(listed)).toEqual(new Set(expected));
  const other = await clusterIn(home, ours.root);
  expect(await other.does(listEvidence, {})).toEqual({ items: [] });
});

test('who lists and describes images is not told by what they were read', async () => {
  const own = await clusterIn(home, ours.root);
  const secret = 'e'.repeat(64);
  const report = reportOf('app', { evidence: [piece('x').digest], readers: [secret] });
  await own.does(sendRecords, { sequence: 1, records: [report] });
  const { items } = await ours.viewer.does(listRecords, { cluster: own.id });
  const [{ id } = { id: own.id }] = items;
  const described = await ours.viewer.does(describeRecord, { id });
  expect(described.image).toBe(report.image);
  expect(JSON.stringify([items, described])).not.toContain(secret);
});

test('bytes under another digest than theirs are refused', async () => {
  const own = await clusterIn(home, ours.root);
  const { digest } = piece('one');
  const refused = await own.fails(putEvidence, { digest, content: piece('other').content });
  expect(refused).toMatchObject({ status: 400, place: 'content' });
  expect(await own.does(askEvidence, { digests: [digest] })).toEqual({ missing: [digest] });
});

test('evidence is the same bytes in whatever order it was found, and comes out as it went in', () => {
  const digest = `sha256:${'d'.repeat(64)}`;
  const layer = {
    kind: 'layer' as const,
    use: 'signature' as const,
    digest: `sha256:${'1'.repeat(64)}`,
    mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json',
    payload: Buffer.from('{}'),
    annotations: { b: '2', a: '1' },
  };
  const bundle = {
    kind: 'bundle' as const,
    digest: `sha256:${'2'.repeat(64)}`,
    bytes: Buffer.from('[]'),
  };
  const source = { repository: 'registry.example.com/app', tagPrefix: '' };
  const evidence = { digest, source, found: [layer, bundle], trouble: [] };
  const other = { ...evidence, found: [bundle, { ...layer, annotations: { a: '1', b: '2' } }] };
  const packed = packEvidence(evidence);
  expect(Buffer.from(packEvidence(other)).equals(packed)).toBe(true);
  const back = unpackEvidence(packed);
  expect(new Set(back.found)).toEqual(new Set(evidence.found));
  expect(back).toMatchObject({ digest, source, trouble: [] });
});

test.each(['', '[]', '{"digest":"x"}', '{"digest":1}', '\xff'])(
  'what is no evidence is not unpacked: %j',
  (text) => {
    expect(() => unpackEvidence(Buffer.from(text, 'latin1'))).toThrow();
  },
);
