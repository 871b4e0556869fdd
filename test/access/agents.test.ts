// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exchange } from '../../core/api/auth.ts';
import { deleteCluster, listClusters } from '../../core/api/clusters.ts';
import { endpoints } from '../../core/api/contract.ts';
import { readDesired, readPolicy } from '../../core/api/desired.ts';
import { createGroup } from '../../core/api/groups.ts';
import {
  askEvidence,
  heartbeat,
  putEvidence,
  readEvidence,
  sendRecords,
} from '../../core/api/ingest.ts';
import { createPolicy } from '../../core/api/policies.ts';
import { listRecords } from '../../core/api/records.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import { blobOf } from '../../functions/ingest/evidence.ts';
import { stored } from '../../store/kind.ts';
import { clearDeparted } from '../../store/records.ts';
import { simulatedAgent } from '../bench/fleet/agent.ts';
import { calls } from '../bench/fleet/call.ts';
import { clusterCode, privateCluster, registeredCluster } from '../fixtures/auth/agent.ts';
import { authHome, type Home } from '../fixtures/auth/home.ts';
import { bearer, call } from '../fixtures/caller.ts';
import { type Agent, clusterIn } from '../fixtures/cluster.ts';
import { dump } from '../fixtures/dump.ts';
import { type Organisation, organisation } from '../fixtures/organisation.ts';
import { policyDocument } from '../fixtures/policy.ts';
import { reportOf } from '../fixtures/report.ts';
import { rows, type Things, things } from './rows.ts';

let home: Home;
let ours: Organisation;
let theirs: Organisation;
let stolen: Agent;
beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
  theirs = await organisation(home, 'theirs');
  stolen = await clusterIn(home, await groupIn(ours, 'team'));
});
afterAll(() => home.close());

const groupIn = async ({ owner, root }: Organisation, name: string): Promise<Uidp> =>
  (await owner.does(createGroup, { parent: root, group: { name } })).id;

describe('the token of an agent that fell into wrong hands', () => {
  describe('changes and shows nothing of another organisation, at any endpoint', () => {
    let there: Things;
    beforeAll(async () => {
      there = await things(home, theirs);
    });
    test.each(endpoints)('$id', async (endpoint) => {
      const before = await dump(home.service.documents);
      const request = rows[endpoint.id]?.request(there) ?? {};
      const { status, body } = await call(home.url, endpoint, request, stolen.token);
      if (endpoint.access.kind !== 'cluster') {
        expect(endpoint.access.kind === 'presented' ? [401, 403, 404] : [403]).toContain(status);
        expect(await dump(home.service.documents)).toEqual(before);
      }
      // A refusal may say again which id was asked for.
      if (status === 200) expect(JSON.stringify(body)).not.toContain(theirs.root);
      const after = await dump(home.service.documents);
      const changed = Object.keys(after).filter(
        (key) => after[key]?.version !== before[key]?.version,
      );
      expect(changed.filter((key) => key.includes(theirs.root))).toEqual([]);
    });
  });

  test('reads no evidence of another cluster, of its own organisation or another, and learns not that it is there', async () => {
    for (const { root } of [ours, theirs]) {
      const bytes = Buffer.from(`evidence of ${root}`);
      const digest = `sha256:${hash('sha256', bytes)}`;
      const other = await clusterIn(home, root);
      await other.does(putEvidence, { digest, content: bytes.toString('base64') });
      expect(await home.service.blobs.info(blobOf(other.id, digest))).toBeDefined();
      expect(await stolen.fails(readEvidence, { digest })).toMatchObject({ status: 404 });
      expect(await stolen.does(askEvidence, { digests: [digest] })).toEqual({ missing: [digest] });
    }
  });

  test('reads no policy of a group beside its own or of another organisation', async () => {
    const places = [await groupIn(ours, 'beside'), theirs.root];
    for (const [n, parent] of places.entries()) {
      const { owner } = n === 0 ? ours : theirs;
      const document = policyDocument(`hidden-${n}`);
      const made = await owner.does(createPolicy, { parent, policy: { document } });
      const { digest } = made.enforcedVersion;
      await (await clusterIn(home, parent)).does(readPolicy, { digest });
      expect(await stolen.fails(readPolicy, { digest })).toMatchObject({ status: 404 });
    }
    const { policies } = await stolen.does(readDesired, {});
    expect(policies.map(({ name }) => name).filter((name) => name.startsWith('hidden'))).toEqual(
      [],
    );
  });

  test('is traded for no token of another cluster, nor of its own', async () => {
    const other = await registeredCluster(home, await clusterCode(ours.owner, ours.root));
    for (const cluster of [other.id, stolen.id]) {
      expect(await stolen.fails(exchange, { cluster })).toMatchObject({ status: 401 });
    }
  });
});

test('of two agents that are one cluster, what the later says is never mixed with what the earlier said', async () => {
  const first = await registeredCluster(home, await clusterCode(ours.owner, ours.root));
  const agentOf = async (exchanged: Promise<{ body: Record<string, unknown> }>) =>
    bearer(home.url, String((await exchanged).body['token']));
  const early = await agentOf(first.exchange(first.id));
  const twin = await privateCluster(home);
  const code = await clusterCode(ours.owner, ours.root);
  await twin.register(code, { remoteId: first.remoteId });
  const late = await agentOf(twin.exchange(first.id));
  const said = async () => {
    const { items } = await ours.owner.does(listRecords, { cluster: first.id });
    return items.filter(({ running }) => running).map(({ image }) => image);
  };

  const [one, other] = [reportOf('one'), reportOf('other')];
  await early.does(sendRecords, { sequence: 1, records: [one] });
  expect(await late.tries(sendRecords, { sequence: 1, records: [other] })).toBeGreaterThan(399);
  expect(await said()).toEqual([one.image]);
  const beat = { agentVersion: '1', version: 'v1', profiles: ['enforcer' as const], sequence: 0 };
  expect(await late.does(heartbeat, beat)).toMatchObject({ sequence: 1 });
  const everything = { whole: true, last: true };
  await late.does(sendRecords, { sequence: 2, ...everything, records: [other] });
  expect(await early.tries(sendRecords, { sequence: 2, records: [one] })).toBeGreaterThan(399);
  expect(await said()).toEqual([other.image]);
  // The one that was first gets no other token.
  expect((await first.exchange(first.id)).status).toBe(401);
});

test('a cluster that is deleted while its agent runs is heard no more, and leaves nothing but its trail', async () => {
  const code = await clusterCode(ours.owner, ours.root, { singleUse: true });
  const agent = await simulatedAgent(calls(home.url), { code, audience: home.url });
  await agent.join();
  const { items } = await ours.owner.does(listClusters, { group: ours.root });
  const id = items.toSorted((a, b) => (a.registered < b.registered ? 1 : -1))[0]?.id ?? ours.root;
  const ending = new AbortController();
  const running = agent.follow(ending.signal, () => undefined);
  await ours.owner.does(deleteCluster, { id });
  const policy = { document: policyDocument('not-for-it') };
  await ours.owner.does(createPolicy, { parent: ours.root, policy });
  await expect.poll(() => [...agent.failed.keys()].join('\n')).toContain('sts.exchange: 401');
  home.later(300_000);
  await clearDeparted(home.service.documents, home.service.clock);
  const failures = () => [...agent.failed.values()].reduce((sum, each) => sum + each, 0);
  const before = failures();
  await expect.poll(failures).toBeGreaterThan(before);
  ending.abort();
  await running;
  const left = Object.entries(await dump(home.service.documents)).filter(([key]) =>
    key.includes(stored(id)),
  );
  expect(left).toEqual([]);
  const known = await ours.owner.does(listClusters, { group: ours.root });
  expect(known.items.map((each) => each.id)).not.toContain(id);
});
