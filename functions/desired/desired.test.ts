// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readDesired, readPolicy } from '../../core/api/desired.ts';
import { createGroup } from '../../core/api/groups.ts';
import { createPolicy, updatePolicy } from '../../core/api/policies.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import type { Document, Documents } from '../../ports/documents/port.ts';
import { clusters, desired } from '../../store/collections.ts';
import { at } from '../../store/kind.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { type Listening, listening } from '../../test/fixtures/auth/listening.ts';
import { bearer, refusal } from '../../test/fixtures/caller.ts';
import { clusterIn } from '../../test/fixtures/cluster.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';
import { policyDocument } from '../../test/fixtures/policy.ts';
import { onAgent } from '../http/handler.ts';
import { door } from '../http.ts';
import { most, polls } from './poll.ts';

let home: Home;
let ours: Organisation;
let count = 0;
const servers: Listening[] = [];
beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
});
afterAll(async () => {
  for (const server of servers) await server.close();
  await home.close();
});

/** A group of its own with a cluster, whose agent is told what it should have. */
async function agent(parent: Uidp = ours.root) {
  count += 1;
  const made = await ours.owner.does(createGroup, { parent, group: { name: `team-${count}` } });
  return { ...(await clusterIn(home, made.id)), group: made.id };
}

const policyIn = (group: Uidp, name: string) =>
  ours.owner.does(createPolicy, { parent: group, policy: { document: policyDocument(name) } });

/** The function as one instance of it, over documents that the test watches or disturbs. */
async function instance(
  documents: Documents = home.service.documents,
  terms = { patience: () => 60_000, linger: 50 },
) {
  const leaving = new AbortController();
  const service = { ...home.service, documents, leaving: leaving.signal };
  const server = await listening();
  servers.push(server);
  server.serve(door(service, [onAgent(readDesired, polls(service, terms))]));
  const poll = async (token: string, revision?: string, signal?: AbortSignal) => {
    const query = revision === undefined ? '' : `?revision=${revision}`;
    const headers = { authorization: `Bearer ${token}` };
    const options = { headers, ...(signal === undefined ? {} : { signal }) };
    const answer = await fetch(`${server.url}/agent/v1/desired${query}`, options);
    return { status: answer.status, body: await answer.json() };
  };
  return { poll, leave: () => leaving.abort() };
}

/** The documents, with what is watched counted. */
function counted(documents: Documents) {
  const active: string[] = [];
  const watch: Documents['watch'] = (key, seen) => {
    active.push(key.id);
    const stop = documents.watch(key, seen);
    return () => {
      active.splice(active.indexOf(key.id), 1);
      stop();
    };
  };
  return { active, documents: { ...documents, watch } };
}

test('an agent that knows nothing, or something else, is told at once what its cluster should have', async () => {
  const { does, group } = await agent();
  const policy = await policyIn(group, 'first');
  const told = await does(readDesired, {});
  expect(told).toEqual({
    group,
    revision: expect.stringMatching(/^[0-9a-f]{32}$/),
    policies: [
      {
        id: policy.id,
        name: 'first',
        kind: 'ClusterImagePolicy',
        digest: policy.enforcedVersion.digest,
      },
    ],
  });
  expect(await does(readDesired, { revision: 'another' })).toEqual(told);
});

test('a cluster is told at once even if nobody heard that it registered', async () => {
  const { does, group } = await agent();
  await home.service.documents.delete(at(desired, group));
  expect(await does(readDesired, {})).toMatchObject({ group, policies: [] });
});

test('what a group should have is made again by the polls of its agents if it is lost', async () => {
  const { token, group } = await agent();
  const { poll } = await instance(undefined, { patience: () => 20, linger: 60_000 });
  const { revision } = (await poll(token)).body;
  await poll(token, revision);
  const { documents } = home.service;
  await documents.delete(at(desired, group));
  await vi.waitFor(async () => {
    expect((await poll(token, revision)).body.revision).toBe(revision);
    expect(await documents.get(at(desired, group))).toBeDefined();
  });
});

test('an agent that knows the revision is told when there is another', async () => {
  const { token, group } = await agent();
  const { poll } = await instance();
  const before = (await poll(token)).body;
  const held = poll(token, before.revision);
  const made = await policyIn(group, 'told');
  const { body } = await held;
  expect(body.policies).toMatchObject([{ id: made.id }]);
  expect(body.revision).not.toBe(before.revision);
});

test('without a change it is told what there is, when it has waited long enough', async () => {
  const { token } = await agent();
  const { poll } = await instance(undefined, { patience: () => 30, linger: 50 });
  const before = await poll(token);
  expect(await poll(token, before.body.revision)).toEqual(before);
});

test('all agents of a group share one watch, which goes when they have hung up', async () => {
  const first = await agent();
  const second = await clusterIn(home, first.group);
  const { active, documents } = counted(home.service.documents);
  const { poll } = await instance(documents);
  const { revision } = (await poll(first.token)).body;
  expect(active).toEqual([]);
  const hanging = new AbortController();
  const held = [first, first, second, second].map(({ token }) =>
    poll(token, revision, hanging.signal).catch(() => 'gone'),
  );
  await vi.waitFor(() => expect(active).toHaveLength(1));
  hanging.abort();
  expect(await Promise.all(held)).toEqual(['gone', 'gone', 'gone', 'gone']);
  await vi.waitFor(() => expect(active).toEqual([]));
});

test(`of one cluster ${most} polls are held; the oldest gives way to the next`, async () => {
  const { token, group } = await agent();
  const { poll, leave } = await instance();
  const { revision } = (await poll(token)).body;
  const answered: number[] = [];
  const held = Array.from({ length: most }, async (_, n) => {
    const { status } = await poll(token, revision);
    answered.push(n);
    return status;
  });
  const another = await clusterIn(home, group);
  const other = poll(another.token, revision);
  await vi.waitFor(async () => {
    held.push(poll(token, revision).then(({ status }) => status));
    expect(answered).not.toEqual([]);
  });
  expect(answered.length).toBeLessThan(held.length);
  leave();
  expect(new Set(await Promise.all(held))).toEqual(new Set([200]));
  expect((await other).status).toBe(200);
});

test('who waits is answered when the process is asked to leave, and nobody waits after that', async () => {
  const { token } = await agent();
  const { active, documents } = counted(home.service.documents);
  const { poll, leave } = await instance(documents);
  const before = await poll(token);
  const held = poll(token, before.body.revision);
  await vi.waitFor(() => expect(active).toHaveLength(1));
  leave();
  expect(await held).toEqual(before);
  expect(await poll(token, before.body.revision)).toEqual(before);
});

test('a cluster that was deleted while its agent waited is told nothing more', async () => {
  const { token, cluster, group } = await agent();
  const { active, documents } = counted(home.service.documents);
  const { poll } = await instance(documents);
  const { revision } = (await poll(token)).body;
  const held = poll(token, revision);
  await vi.waitFor(() => expect(active).toHaveLength(1));
  await home.service.documents.delete(at(clusters, cluster.id));
  await policyIn(group, 'secret');
  const { status, body } = await held;
  expect(refusal(status, body)).toMatchObject({ status: 401 });
  expect((await poll(token)).status).toBe(401);
});

test('a watch that lags behind brings no older state back', async () => {
  const { token, group } = await agent();
  const { documents } = home.service;
  const key = at(desired, group);
  const old = await documents.get(key);
  let tell: (document: Document | undefined) => void = () => undefined;
  const lagging: Documents = {
    ...documents,
    watch: (_key, seen) => {
      tell = seen;
      return () => undefined;
    },
  };
  const { poll } = await instance(lagging);
  const first = (await poll(token)).body;
  const held = poll(token, first.revision);
  await vi.waitFor(() => tell(old));
  await policyIn(group, 'newer');
  const newer = (await poll(token)).body;
  const again = poll(token, newer.revision);
  tell(await documents.get(key));
  expect((await held).body).toEqual(newer);
  await policyIn(group, 'newest');
  tell(old);
  tell(await documents.get(key));
  expect((await again).body.policies).toHaveLength(2);
});

test('the document behind a digest is given to whoever should have it now, and to nobody else', async () => {
  const { does, fails, group } = await agent();
  const neighbour = await agent();
  const policy = await policyIn(group, 'documented');
  const { digest } = policy.enforcedVersion;
  expect(await does(readPolicy, { digest })).toEqual({ digest, document: policy.document });
  expect(await neighbour.fails(readPolicy, { digest })).toMatchObject({ status: 404 });
  const document = policyDocument('documented', 'other.example/**');
  await ours.owner.does(updatePolicy, { id: policy.id, document });
  expect(await fails(readPolicy, { digest })).toMatchObject({
    status: 404,
    next: 'GET /agent/v1/desired',
  });
  expect(await fails(readPolicy, { digest: 'sha256:short' })).toMatchObject({ status: 400 });
});

test('a person is no cluster, whatever they own', async () => {
  expect(await ours.owner.fails(readDesired, {})).toMatchObject({ status: 403 });
  expect((await bearer(home.url, ours.owner.token).fails(readDesired, {})).next).toBe(
    'chainctl cluster list',
  );
});
