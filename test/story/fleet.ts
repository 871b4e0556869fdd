// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { gulfstream } from '../../core/iam/roles.ts';
import { type PrivateCluster, privateCluster } from '../fixtures/auth/agent.ts';
import type { Answer } from '../fixtures/auth/home.ts';
import { policyDocument } from '../fixtures/policy.ts';
import { reportOf } from '../fixtures/report.ts';
import type { Cloud } from '../real/deployed/cloud.ts';

/** Where the story is told, and who tells it. */
export interface Stage {
  cloud: Cloud;
  call: (method: string, path: string, token: string, body?: object) => Promise<Answer>;
  login: (who: string) => Promise<string>;
}

/** How long a message may take on its way through the emulators of a busy machine. */
const patience = { timeout: 60_000, interval: 200 };

/** The story of a fleet: clusters register, follow what they should have, and say what runs there. */
export function fleetStory(stage: () => Stage): void {
  const call: Stage['call'] = (...args) => stage().call(...args);
  const agents: { token: string; id: string }[] = [];
  let owner: string;
  let root: string;

  const joins = async (cluster: PrivateCluster, code: string) => {
    const registered = await cluster.register(code);
    expect(registered).toMatchObject({ status: 200, body: { role: 'gulfstream' } });
    const id = String(registered.body['identity']);
    const { body } = await cluster.exchange(id);
    return { id, token: String(body['token']) };
  };

  test('clusters register by code with keys of their own, and are listed', async () => {
    owner = await stage().login('fleet-owner');
    root = String((await call('POST', '/iam/v1/groups', owner, { name: 'fleet' })).body['id']);
    const team = await call('POST', `/iam/v1/groups/${root}`, owner, { name: 'team' });
    const path = `/iam/v1/group_invites/${team.body['id']}`;
    const invite = await call('POST', path, owner, { role: gulfstream.id });
    const home = { url: stage().cloud.url, call, service: { clock: Date.now } };
    for (const cluster of [await privateCluster(home), await privateCluster(home)]) {
      agents.push(await joins(cluster, String(invite.body['code'])));
    }
    const listed = await call('GET', `/tenant/v1/clusters?uidp.descendantsOf=${root}`, owner);
    expect(listed.body['items']).toHaveLength(2);
  });

  test('a policy above them is pushed to fanout, told to those who wait, and counted where it is live', async () => {
    const [first, second] = agents;
    const desired = (token = '', revision = '') =>
      call('GET', `/agent/v1/desired${revision && `?revision=${revision}`}`, token);
    const before = await desired(first?.token);
    expect(before).toMatchObject({ status: 200, body: { policies: [] } });
    const waiting = [first, second].map((agent) =>
      desired(agent?.token, String(before.body['revision'])),
    );
    const document = policyDocument('fleet-wide');
    const policy = await call('POST', `/iam/v1/policies/${root}`, owner, { document });
    const digest = `sha256:${createHash('sha256').update(document).digest('hex')}`;
    for (const { body } of await Promise.all(waiting)) {
      expect(body['policies']).toMatchObject([{ name: 'fleet-wide', digest }]);
    }
    const { body } = await desired(first?.token);
    const fetched = await call('GET', `/agent/v1/policies/${digest}`, first?.token ?? '');
    expect(fetched.body).toEqual({ digest, document });

    const at = new Date().toISOString();
    const applied = { revision: body['revision'], at, failing: [] };
    const said = { agentVersion: '0.1.0', version: 'v1.35.0', profiles: ['enforcer'], sequence: 0 };
    const beaten = await call('POST', '/agent/v1/heartbeat', first?.token ?? '', {
      ...said,
      applied,
    });
    expect(beaten).toMatchObject({ status: 200, body: { sequence: 0 } });
    const counted = await call('GET', `/iam/v1/policyClusters?group=${root}`, owner);
    expect(counted.body['items']).toEqual([{ policy: policy.body['id'], live: 1, clusters: 2 }]);
  });

  test('what runs in a cluster is reported once, with evidence that no other cluster sees', async () => {
    const [first, second] = agents;
    const bytes = Buffer.from('{"evidence":"of a test"}');
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    const path = `/agent/v1/evidence/${digest}`;
    const content = bytes.toString('base64');
    expect((await call('PUT', path, first?.token ?? '', { content })).status).toBe(200);
    expect((await call('GET', path, first?.token ?? '')).body).toEqual({ digest, content });
    expect((await call('GET', path, second?.token ?? '')).status).toBe(404);

    const batch = { sequence: 1, whole: true, last: true, records: [reportOf('app')] };
    for (const _twice of [1, 2]) {
      const taken = await call('POST', '/agent/v1/records', first?.token ?? '', batch);
      expect(taken).toMatchObject({ status: 200, body: { sequence: 1 } });
    }
    const listed = await call('GET', `/tenant/v1/records?group=${root}&violations=true`, owner);
    expect(listed.body['items']).toMatchObject([{ violation: true, by: 'agent' }]);
  });

  test('the token of a cluster opens nothing but that, and ends with the cluster', async () => {
    const [first, second] = agents;
    for (const path of [
      '/iam/v1/groups',
      '/tenant/v1/clusters',
      `/iam/v1/policies?group=${root}`,
    ]) {
      expect((await call('GET', path, second?.token ?? '')).status).toBe(403);
    }
    expect((await call('GET', '/agent/v1/desired', owner)).status).toBe(403);
    expect((await call('DELETE', `/tenant/v1/clusters/${second?.id}`, owner)).status).toBe(200);
    await vi.waitFor(async () => {
      expect((await call('GET', '/agent/v1/desired', second?.token ?? '')).status).toBe(401);
    }, patience);
    expect((await call('GET', '/agent/v1/desired', first?.token ?? '')).status).toBe(200);
  });

  test('an instance that is asked to end answers the agents that wait, and ends well', async () => {
    const [first] = agents;
    const desired = stage().cloud.functions['desired'];
    if (desired === undefined) throw new Error('there is no function desired');
    const poll = (revision: unknown) =>
      call('GET', `/agent/v1/desired?revision=${revision}`, first?.token ?? '');
    const before = await poll('none');
    const waiting = poll(before.body['revision']);
    // What is asked after it, on the same way, is answered: so it is there, and held.
    await poll('none');
    desired.signal('SIGTERM');
    expect(await waiting).toEqual(before);
    expect(await desired.ended).toBe(0);
  });
}
