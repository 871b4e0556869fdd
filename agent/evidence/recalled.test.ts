// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listEvidence, putEvidence, readEvidence, sendRecords } from '../../core/api/ingest.ts';
import { Failure } from '../../core/errors.ts';
import type { Evidence } from '../../core/evidence/evidence.ts';
import { packEvidence } from '../../core/evidence/packed.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { digestOf } from '../../test/fixtures/cluster/pods.ts';
import { type Agent, clusterIn } from '../../test/fixtures/cluster.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';
import { reportOf } from '../../test/fixtures/report.ts';
import type { ControlPlane } from '../control-plane.ts';
import { recently } from './memory.ts';
import { readerOf } from './reader.ts';
import { type Recall, recallFrom } from './recalled.ts';

let home: Home;
let ours: Organisation;
let own: Agent;
let asked: string[];
let instead: (id: string) => unknown;
let now: number;
let recall: Recall;
let prepare: () => Promise<void>;
let registered: boolean;

beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
});
beforeEach(async () => {
  own = await clusterIn(home, ours.root);
  now = Date.now();
  instead = () => undefined;
  registered = true;
  recall = begin(own);
});
afterAll(() => home.close());

/** An agent process that begins, as the agent of the cluster. */
function begin(agent: Agent): Recall {
  asked = [];
  const call = (async (endpoint, request) => {
    asked.push(endpoint.id);
    return (await instead(endpoint.id)) ?? agent.does(endpoint, request);
  }) as ControlPlane['call'];
  const plane = { call, registered: async () => (registered ? agent.id : undefined) };
  const before = recallFrom(plane, { troubled: () => undefined, clock: () => now });
  prepare = before.prepare;
  return before.recall;
}

const repository = 'registry.example.com/app';
const subjectOf = (name: string) => ({ digest: digestOf(name), repository, tagPrefix: '' });
const evidenceOf = (name: string): Evidence => {
  const { digest, tagPrefix } = subjectOf(name);
  const bytes = Buffer.from(name);
  const found = { kind: 'bundle' as const, digest: digestOf('bundle'), bytes };
  return { digest, source: { repository, tagPrefix }, found: [found], trouble: [] };
};
let sequence: Map<Agent, number> = new Map();

/** Has the agent report that the image stands on evidence, read with no credentials unless said otherwise. */
async function reported(
  agent: Agent,
  name: string,
  { evidence = evidenceOf(name), scope = '' } = {},
): Promise<void> {
  const packed = Buffer.from(packEvidence(evidence));
  const digest = `sha256:${createHash('sha256').update(packed).digest('hex')}`;
  await agent.does(putEvidence, { digest, content: packed.toString('base64') });
  const next = (sequence.get(agent) ?? 0) + 1;
  sequence = new Map([...sequence, [agent, next]]);
  const stands = { evidence: [digest], readers: [readerOf(scope)] };
  const image = `${repository}@${digestOf(name)}`;
  const record = reportOf('app', { image, ...stands, lastSeen: new Date(now).toISOString() });
  await agent.does(sendRecords, { sequence: next, records: [record] });
}
const recalled = (name: string, scope = '', most = 20_000) => recall(subjectOf(name), scope, most);

test('what was found before is there for an agent that begins, listed once and each fetched once', async () => {
  for (const name of ['a', 'b', 'c']) await reported(own, name);
  const all = await Promise.all(['a', 'b', 'c', 'a'].map((name) => recalled(name)));
  expect(all.map((held) => held?.evidence)).toEqual(['a', 'b', 'c', 'a'].map(evidenceOf));
  expect(asked.toSorted()).toEqual([
    listEvidence.id,
    ...Array.from({ length: 3 }, () => readEvidence.id),
  ]);
  expect(await recalled('never seen')).toBeUndefined();
  expect(asked).toHaveLength(4);
});

test('it is older than what a denial may stand on, whatever the control plane says of its age', async () => {
  await reported(own, 'a');
  instead = async (id) => {
    if (id !== listEvidence.id) return undefined;
    const { items } = await own.does(listEvidence, {});
    return { items: items.map((each) => ({ ...each, at: new Date(now + 60_000).toISOString() })) };
  };
  expect((await recalled('a'))?.at).toBe(now - recently - 1);
});

test('what was read with other credentials is not handed over', async () => {
  await reported(own, 'private', { scope: 'a pull secret' });
  expect(await recalled('private')).toBeUndefined();
  expect(asked).toEqual([listEvidence.id]);
  expect((await recalled('private', 'a pull secret'))?.reader).toBe(readerOf('a pull secret'));
});

test('bytes that are not those of the digest, or no evidence, are as if they were not there', async () => {
  await reported(own, 'a');
  const other = { ...evidenceOf('a'), found: [] };
  for (const content of [Buffer.from(packEvidence(other)), Buffer.from('{}')]) {
    recall = begin(own);
    instead = (id) =>
      id === readEvidence.id
        ? { digest: digestOf('x'), content: content.toString('base64') }
        : undefined;
    expect(await recalled('a')).toBeUndefined();
    expect(asked).toContain(readEvidence.id);
  }
});

test('evidence of another image, or from another place, is not that of this one', async () => {
  await reported(own, 'a', { evidence: evidenceOf('b') });
  await reported(own, 'b');
  const elsewhere = { repository: 'other.example.com/app', tagPrefix: '' };
  await reported(own, 'c', { evidence: { ...evidenceOf('c'), source: elsewhere } });
  expect(await recalled('a')).toBeUndefined();
  expect(await recalled('c')).toBeUndefined();
  expect((await recalled('b'))?.evidence).toEqual(evidenceOf('b'));
});

test('another cluster recalls nothing of it, of the same organisation or of another', async () => {
  await reported(own, 'a');
  const theirs = await organisation(home, 'theirs');
  for (const root of [ours.root, theirs.root]) {
    recall = begin(await clusterIn(home, root));
    expect(await recalled('a')).toBeUndefined();
  }
});

test('a control plane that is away is asked again half a minute later, and not before', async () => {
  await reported(own, 'a');
  instead = () => {
    throw new Failure('UNAVAILABLE', 'away');
  };
  expect(await recalled('a')).toBeUndefined();
  now += 29_000;
  expect(await recalled('a')).toBeUndefined();
  expect(asked).toHaveLength(1);
  instead = () => undefined;
  now += 2_000;
  expect((await recalled('a'))?.evidence).toEqual(evidenceOf('a'));
});

test('one that does not know of this, or never answers, keeps nobody waiting', async () => {
  instead = () => {
    throw new Failure('NOT_FOUND', 'no such operation');
  };
  expect(await recalled('a')).toBeUndefined();
  recall = begin(own);
  instead = () => new Promise(() => undefined);
  expect(await recalled('a', '', 10)).toBeUndefined();
});

test('a beginning asks what there is, so that a review waits for one piece alone', async () => {
  await reported(own, 'a');
  await prepare();
  expect(asked).toEqual([listEvidence.id]);
  expect((await recalled('a'))?.evidence).toEqual(evidenceOf('a'));
  expect(asked).toEqual([listEvidence.id, readEvidence.id]);
});

test('a control plane that is away holds up no beginning', async () => {
  instead = () => {
    throw new Failure('UNAVAILABLE', 'away');
  };
  await prepare();
  expect(asked).toEqual([listEvidence.id]);
});

test('a cluster that was never registered asks nobody, and registers for no evidence', async () => {
  registered = false;
  await prepare();
  expect(await recalled('a')).toBeUndefined();
  expect(asked).toEqual([]);
  registered = true;
  await reported(own, 'a');
  now += 31_000;
  expect((await recalled('a'))?.evidence).toEqual(evidenceOf('a'));
});
