// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { listClusters } from '../../../core/api/clusters.ts';
import { listRecords, type Record } from '../../../core/api/records.ts';
import { batches } from '../../../store/collections.ts';
import { find } from '../../../store/kind.ts';
import { type Observed, startObserved } from '../../fixtures/agent/observed.ts';
import { type MemoryRegistry, memoryRegistry } from '../../fixtures/registry/memory.ts';
import { clusterParts } from '../cluster/components.ts';
import { describeReal } from '../needs.ts';

vi.setConfig({ testTimeout: 240_000 });

describeReal('When something around an agent fails', clusterParts(), () => {
  let observed: Observed;
  let registry: MemoryRegistry;
  let good: string;
  let bad: string;
  let late: string;
  const kubectl = (...args: string[]) => observed.kubectl(...args);
  const runs = (name: string, image: string, ...more: string[]) =>
    kubectl('run', name, `--image=${image}`, ...more);
  const said = (...args: Parameters<typeof runs>) => runs(...args).catch(String);
  const all = async (): Promise<Record[]> =>
    (await observed.caller.does(listRecords, { pageSize: 500 })).items;
  const record = async (image: string) => (await all()).find((each) => each.image === image);

  beforeAll(async () => {
    registry = await memoryRegistry();
    const { host, close } = registry;
    observed = await startObserved(async () => ({ host, stop: close }));
    [good, bad, late] = [
      await observed.pushed('good', true),
      await observed.pushed('bad', false),
      await observed.pushed('late', true),
    ];
    await runs('good', good);
    await runs('bad', bad);
    const { code, err } = await observed.install('--timeout', '90s');
    expect({ code, err, agents: observed.cluster.agents() }).toMatchObject({ code: 0 });
    await kubectl('create', 'namespace', 'guarded');
    await kubectl('label', 'namespace', 'guarded', 'policy.sigstore.dev/include=true');
  });
  afterAll(() => observed?.close());

  test('a registry that asks to wait is left alone: what is known goes on, what is new is denied with until when', async () => {
    await observed.becomes(good, { running: true, outcome: 'pass' });
    await observed.becomes(bad, { running: true, outcome: 'deny', violation: true });
    registry.instead((_, response) => !!response.writeHead(429, { 'retry-after': '9' }).end());
    await vi.waitFor(
      async () => expect(await record(bad)).toMatchObject({ unread: expect.anything() }),
      { timeout: 40_000, interval: 200 },
    );
    registry.forget();
    await runs('again', good, '-n', 'guarded');
    const began = Date.now();
    const denied = await said('late', late, '-n', 'guarded');
    expect(Date.now() - began).toBeLessThan(5_000);
    expect(denied).toMatch(/asks to wait 9 s \(429\): it is asked again at 20/);
    expect(await record(good)).toMatchObject({ outcome: 'pass', violation: false });
    expect(await record(bad)).toMatchObject({ outcome: 'deny', violation: true });
    expect(registry.asked.length).toBeLessThan(6);
  });

  test('and all of it clears by itself', async () => {
    registry.instead(() => false);
    await observed.pushed('bad', true);
    await vi.waitFor(
      async () => {
        const now = await record(bad);
        expect(now).toMatchObject({ outcome: 'pass', violation: false });
        expect(now?.unread).toBeUndefined();
      },
      { timeout: 40_000, interval: 200 },
    );
    await runs('late', late, '-n', 'guarded');
  });

  test('an image that a node has loaded and not pulled is no pass: its record says that nobody can verify it', async () => {
    const id = `sha256:${'5'.repeat(64)}`;
    const asked = observed.repository('loaded:v1');
    await runs('loaded', asked);
    await kubectl('wait', 'pod/loaded', '--for=condition=Ready');
    const container = { name: 'loaded', image: asked, imageID: id, ready: true, restartCount: 0 };
    const status = JSON.stringify({ status: { containerStatuses: [container] } });
    const patch = ['--subresource=status', '--type=merge', '-p', status];
    await kubectl('patch', 'pod', 'loaded', ...patch);
    const image = `${observed.repository('loaded')}@${id}`;
    await observed.becomes(image, { local: true, outcome: 'deny', violation: true });
    const [result] = (await record(image))?.policies ?? [];
    expect(result).toMatchObject({ name: 'ours', outcome: 'fail', reason: 'no-digest' });
    expect(result?.message).toContain('the node knows this image by a local id only');
    const cluster = (await record(image))?.cluster.name ?? '';
    const told = ['cluster', 'records', 'describe', 'loaded', '--cluster', cluster];
    expect(await observed.ann.get(...told)).toContain('came from no registry');
  });

  test('policies whose keys cannot be had deny what they cover, each with its reason, and the others go on', async () => {
    await kubectl(
      ...['create', 'secret', 'generic', 'spoilt', '-n', 'cosign-system'],
      '--from-literal=cosign.pub=garbage',
    );
    const kms = 'gcpkms://projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1';
    const keys = {
      absent: { secretRef: { name: 'nowhere' } },
      spoilt: { secretRef: { name: 'spoilt' } },
      distant: { kms },
    };
    const reasons: { [name: string]: string } = {
      absent: 'Secret "nowhere" is missing in cosign-system',
      spoilt: 'no PEM public key in it',
      distant: kms,
    };
    const ids = new Map<string, string>();
    for (const [name, key] of Object.entries(keys)) {
      const document = {
        apiVersion: 'policy.sigstore.dev/v1beta1',
        kind: 'ClusterImagePolicy',
        metadata: { name },
        spec: {
          images: [{ glob: observed.repository(`${name}/**`) }],
          authorities: [{ name: 'signer', key }],
        },
      };
      const file = await observed.ann.file(`${name}.yaml`, JSON.stringify(document));
      const made = ['policies', 'create', name, '--group', observed.group, '-f', file, '-o', 'id'];
      ids.set(name, (await observed.ann.get(...made)).trim());
    }
    for (const name of Object.keys(keys)) {
      const image = await observed.pushed(`${name}/app`, true);
      await runs(name, image);
      await observed.becomes(image, { outcome: 'deny', violation: true });
      await vi.waitFor(async () => {
        const results = (await record(image))?.policies ?? [];
        const broken = results.find((each) => each.name === name);
        expect(broken).toMatchObject({ outcome: 'fail', reason: 'policy-broken' });
        expect(broken?.message).toContain(reasons[name]);
        expect(results.find((each) => each.name === 'ours')?.outcome).toBe('pass');
      }, 30_000);
      expect(await said(`new-${name}`, image, '-n', 'guarded')).toContain(reasons[name]);
    }
    await runs('unmoved', good, '-n', 'guarded');
    await vi.waitFor(async () => {
      const [cluster] = (await observed.caller.does(listClusters, {})).items;
      const failing = new Map(cluster?.applied?.failing.map((each) => [each.policy, each.message]));
      for (const [name, id] of ids) {
        expect(failing.get(id)).toContain('it denies what it covers: ');
        expect(failing.get(id)).toContain(reasons[name]);
      }
      expect(failing.size).toBe(ids.size);
    }, 30_000);
  });

  /** An API server that lost etcd tries again after up to a minute, kind by kind. */
  const later = (image: string, expected: Partial<Record>) =>
    vi.waitFor(async () => expect(await record(image)).toMatchObject(expected), {
      timeout: 150_000,
      interval: 200,
    });
  const etcd = () => demanded(observed.cluster.servers?.etcd);
  const apiServer = () => demanded(observed.cluster.servers?.apiServer);
  /** What the control plane took so far, and how the cluster's policies are. */
  const state = async () => {
    const cluster = (await record(good))?.cluster.id;
    const taken = cluster && (await find(observed.home.home.service.documents, batches, cluster));
    const policies = await kubectl('get', 'cip', '-o', 'jsonpath={.items[*].metadata.uid}');
    const known = (await all()).map(({ id, image, running, outcome, firstSeen }) => ({
      ...{ id, image, running, outcome, firstSeen },
    }));
    return { taken: taken?.sequence, policies, known };
  };
  const holder = () =>
    kubectl('get', 'lease', 'agent', '-n', 'gulfstream', '-o', 'jsonpath={.spec.renewTime}');

  test('through an outage of etcd nothing is pruned, told twice or lost; afterwards it goes on by itself', async () => {
    await vi.waitFor(async () => expect((await record(late))?.running).toBe(true), 20_000);
    const before = await state();
    const renewed = await holder();
    await etcd().end();
    expect(await said('during', late, '--request-timeout=2s')).toContain('Error');
    await vi.waitFor(() => expect(observed.cluster.agents()).toContain('leads no more'), {
      timeout: 60_000,
    });
    await etcd().begin();
    await vi.waitFor(async () => expect(await holder()).not.toBe(renewed), 60_000);
    const same = await state();
    expect(same).toMatchObject({ known: before.known, policies: before.policies });
    // One more if the other replica has led meanwhile: it says everything once.
    expect((same.taken ?? 0) - (before.taken ?? 0)).toBeLessThan(2);
    await runs('after', good, '-n', 'guarded');
    const unsigned = await observed.pushed('unsigned', false);
    expect(await said('unsigned', unsigned, '-n', 'guarded')).toContain('denied the request');
    await runs('unguarded', unsigned);
    await later(unsigned, { running: true, outcome: 'deny' });
  });

  test('and a server that no longer remembers what was seen last is asked for everything anew', async () => {
    const before = await state();
    await apiServer().end();
    await etcd().compact();
    await apiServer().begin();
    await vi.waitFor(
      () => expect(observed.cluster.agents()).toMatch(/too old resource version|"410"|Expired/),
      { timeout: 60_000 },
    );
    await kubectl('delete', 'pod', 'unguarded', '--now');
    await runs('anew', good, '-n', 'guarded');
    const [gone] = before.known.filter(({ image }) => image.includes('/unsigned@'));
    await later(gone?.image ?? '', { running: false });
    const after = await state();
    expect(after.policies).toBe(before.policies);
    expect(after.known).toHaveLength(before.known.length);
  });
});

function demanded<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('a cluster that is given cannot be disturbed');
  return found;
}
