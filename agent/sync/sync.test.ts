// SPDX-License-Identifier: Apache-2.0
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { deleteCluster, listClusters } from '../../core/api/clusters.ts';
import { Failure } from '../../core/errors.ts';
import { prepare } from '../../test/fixtures/agent/agent.ts';
import { invited, layCode } from '../../test/fixtures/agent/enrolled.ts';
import { bearer, type Caller } from '../../test/fixtures/caller.ts';
import {
  type TestHome,
  type Typist,
  testHome,
  typist,
} from '../../test/fixtures/chainctl/typist.ts';
import { policyDocument } from '../../test/fixtures/policy.ts';
import { type Cluster, startCluster } from '../../test/real/cluster/cluster.ts';
import { clusterParts } from '../../test/real/cluster/components.ts';
import { describeReal } from '../../test/real/needs.ts';
import { type ControlPlane, controlPlane } from '../control-plane.ts';
import { connectKube, type Kube, resources } from '../kube.ts';
import { policyNamespace } from '../names.ts';
import { noShelf } from '../shelf.ts';
import { policyBodies } from './bodies.ts';
import { followDesired, type Sync } from './follow.ts';
import { intoCluster } from './into-cluster.ts';

describeReal('Policies of the control plane in a real cluster', clusterParts(), () => {
  let cluster: Cluster;
  let home: TestHome;
  let kube: Kube;
  let ann: Typist;
  let caller: Caller;
  let plane: ControlPlane;
  let sync: Sync;
  const troubles: Failure[] = [];
  const leadership = { isLeader: () => true, onChange: () => undefined };

  const follow = (through: Pick<ControlPlane, 'call'> = plane) => {
    const bodies = policyBodies(through, noShelf);
    const troubled = (failure: Failure) => void troubles.push(failure);
    const target = intoCluster(kube, bodies, troubled);
    sync = followDesired(target, { plane: through, leadership, troubled });
  };
  const create = async (name: string, text = policyDocument(name)) =>
    ann.get('policies', 'create', '--group', 'org', '-f', await ann.file(`${name}.yaml`, text));
  const remove = (name: string) => ann.get('policies', 'delete', name, '-y');
  const names = async () =>
    (await cluster.kubectl(['get', 'clusterimagepolicies', '-o', 'name']))
      .trim()
      .split('\n')
      .map((line) => line.replace(/^.*\//, ''))
      .filter((name) => name !== '')
      .sort();
  const shows = (expected: string[]) =>
    vi.waitFor(async () => expect(await names()).toEqual(expected), { timeout: 15_000 });

  const registered = (expected: string[]) =>
    vi.waitFor(async () => {
      const { items } = await caller.does(listClusters, {});
      expect(items.map(({ name }) => name)).toEqual(expected);
    }, 15_000);

  beforeAll(async () => {
    [cluster, home] = await Promise.all([startCluster(), testHome()]);
    kube = await connectKube({ kubeconfig: cluster.kubeconfig });
    await prepare(kube);
    ann = await typist(home, 'ann@example.com');
    await invited(kube, ann, 'org');
    caller = bearer(home.url, (await ann.get('auth', 'token')).trim());
    plane = controlPlane(kube, { url: home.url, private: true, userAgent: 'enforce-agent' });
    follow();
  });
  afterEach(() => {
    troubles.length = 0;
  });
  afterAll(async () => {
    sync?.stop();
    kube?.close();
    await Promise.all([cluster?.close(), home?.close(), ann?.leave()]);
  });

  test('a cluster with a code registers by itself, under the name that was given', async () => {
    await registered(['lab']);
  });

  test('a policy that is created is in the cluster at once, one that is deleted is gone', async () => {
    await create('first');
    await shows(['first']);
    await create('second');
    await shows(['first', 'second']);
    await remove('first');
    await shows(['second']);
    expect(sync.applied()).toMatchObject({ failing: [] });
  });

  test('whoever changes or deletes it with kubectl finds it as it was', async () => {
    await cluster.kubectl(['delete', 'clusterimagepolicy', 'second']);
    await shows(['second']);
    const patch = JSON.stringify({ spec: { images: [{ glob: 'nothing/at/all' }] } });
    await cluster.kubectl(['patch', 'cip', 'second', '--type=merge', '-p', patch]);
    await vi.waitFor(async () => {
      const glob = ['get', 'cip', 'second', '-o', 'jsonpath={.spec.images[0].glob}'];
      expect(await cluster.kubectl(glob)).toBe('registry.example.com/second/**');
    }, 15_000);
  });

  test('a policy of the same name that somebody else wrote is left alone, and told', async () => {
    const theirs = policyDocument('theirs', 'their.example.com/**');
    await cluster.kubectl(['apply', '-f', '-'], theirs);
    await create('theirs', policyDocument('theirs', 'ours.example.com/**'));
    await vi.waitFor(() => expect(sync.applied()?.failing).toHaveLength(1), 15_000);
    expect(sync.applied()?.failing[0]?.message).toContain('not Enforce');
    const glob = ['get', 'cip', 'theirs', '-o', 'jsonpath={.spec.images[0].glob}'];
    expect(await cluster.kubectl(glob)).toBe('their.example.com/**');
    await remove('theirs');
    await vi.waitFor(() => expect(sync.applied()?.failing).toEqual([]), 15_000);
    expect(await cluster.kubectl(glob)).toBe('their.example.com/**');
    await cluster.kubectl(['delete', 'cip', 'theirs']);
  });

  test('the public key that a policy brings along comes and goes with it', async () => {
    await create('keyed', keyed('keyed', 'keys'));
    await shows(['keyed', 'second']);
    expect(await kube.get(resources.secrets, 'keys', policyNamespace)).toBeDefined();
    await remove('keyed');
    await shows(['second']);
    await vi.waitFor(
      async () =>
        expect(await kube.get(resources.secrets, 'keys', policyNamespace)).toBeUndefined(),
      15_000,
    );
  });

  test('a Secret that is not ours is neither written nor deleted', async () => {
    const own = ['create', 'secret', 'generic', 'own', '-n', policyNamespace, '--from-literal=a=b'];
    await cluster.kubectl(own);
    await create('keyed', keyed('keyed', 'own'));
    await vi.waitFor(() => expect(sync.applied()?.failing).toHaveLength(1), 15_000);
    await remove('keyed');
    await vi.waitFor(() => expect(sync.applied()?.failing).toEqual([]), 15_000);
    const value = ['get', 'secret', 'own', '-n', policyNamespace, '-o', 'jsonpath={.data.a}'];
    expect(await cluster.kubectl(value)).toBe('Yg==');
  });

  test.each(['UNAUTHENTICATED', 'PERMISSION_DENIED', 'NOT_FOUND', 'UNAVAILABLE'] as const)(
    'an answer %s takes nothing away',
    async (code) => {
      sync.stop();
      const refuse: ControlPlane['call'] = async () => {
        throw new Failure(code, `said ${code}`);
      };
      follow({ call: refuse });
      await vi.waitFor(() => expect(troubles.map((each) => each.code)).toContain(code), 15_000);
      expect(await names()).toEqual(['second']);
      sync.stop();
      follow();
    },
  );

  test('a cluster that was deleted keeps its policies, and comes back with a new code alone', async () => {
    sync.stop();
    const [lab] = (await caller.does(listClusters, {})).items;
    await caller.does(deleteCluster, { id: lab?.id ?? '' });
    plane = controlPlane(kube, { url: home.url, private: true, userAgent: 'enforce-agent' });
    follow();
    await vi.waitFor(() => expect(troubles.map(({ code }) => code)).toContain('UNAUTHENTICATED'));
    expect(await names()).toEqual(['second']);
    await registered([]);
    const made = await ann.get('iam', 'invite', 'create', 'org', '--cluster');
    await layCode(kube, made.trim());
    await registered(['lab']);
    await remove('second');
    await shows([]);
  });
});

function keyed(name: string, secret: string): string {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  return `apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata:
  name: ${name}
spec:
  images:
    - glob: "registry.example.com/${name}/**"
  authorities:
    - key:
        secretRef:
          name: ${secret}
---
apiVersion: v1
kind: Secret
metadata:
  name: ${secret}
  namespace: ${policyNamespace}
stringData:
  key.pub: |
${pem.replace(/^/gm, '    ')}
`;
}
