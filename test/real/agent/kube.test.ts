// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { connectKube, informer, type Kube, resources } from '../../../agent/kube.ts';
import { type Relay, relayTo } from '../../fixtures/kube/relay.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { clusterParts } from '../cluster/components.ts';
import { describeReal } from '../needs.ts';

describeReal('The Kubernetes client', clusterParts(), () => {
  let cluster: Cluster;
  let kube: Kube;
  let relay: Relay;
  const map = (name: string, data: object = {}) => ({
    metadata: { name, namespace: 'default' },
    data,
  });

  beforeAll(async () => {
    cluster = await startCluster();
    kube = await connectKube({ kubeconfig: cluster.kubeconfig });
    relay = await relayTo(Number(new URL(kube.access.server).port));
  });
  afterAll(async () => {
    kube?.close();
    await Promise.all([relay?.close(), cluster?.close()]);
  });

  test('asks what the server is and serves', async () => {
    expect(await kube.version()).toMatch(/^v1\./);
    expect(await kube.served('batch')).toEqual(['v1']);
    expect(await kube.served('nobody.example')).toEqual([]);
    expect(await kube.resourceOf('apps/v1', 'Deployment')).toEqual(resources.deployments);
    expect(await kube.resourceOf('v1', 'Namespace')).toEqual(resources.namespaces);
    await expect(kube.resourceOf('apps/v1', 'Nothing')).rejects.toMatchObject({
      code: 'NOT_FOUND',
      next: 'kubectl api-resources',
    });
  });

  test('creates, reads, replaces, patches and deletes', async () => {
    const made = await kube.create(resources.configMaps, map('one', { a: '1' }));
    expect(await kube.get(resources.configMaps, 'one', 'default')).toMatchObject({
      metadata: { uid: made.metadata.uid },
      data: { a: '1' },
    });
    await kube.replace(resources.configMaps, { ...made, data: { a: '2' } });
    await expect(kube.replace(resources.configMaps, made)).rejects.toMatchObject({
      code: 'ABORTED',
      reason: 'Conflict',
    });
    const patch = { data: { b: '3' } };
    const patched = await kube.patch(resources.configMaps, 'one', patch, { namespace: 'default' });
    expect(patched).toMatchObject({ data: { a: '2', b: '3' } });
    const gone = { namespace: 'default' };
    expect(await kube.delete(resources.configMaps, 'one', gone)).toBe(true);
    expect(await kube.delete(resources.configMaps, 'one', gone)).toBe(false);
    expect(await kube.get(resources.configMaps, 'one', 'default')).toBeUndefined();
  });

  test('a dry run changes nothing', async () => {
    await kube.create(resources.configMaps, map('dry'), { dryRun: true });
    await kube.apply(resources.configMaps, map('dry'), { manager: 'first', dryRun: true });
    expect(await kube.get(resources.configMaps, 'dry', 'default')).toBeUndefined();
  });

  test('applies fields under a name, and takes over those of others only by force', async () => {
    const apply = (data: object, manager: string, force?: boolean) =>
      kube.apply(resources.configMaps, map('applied', data), {
        manager,
        ...(force === undefined ? {} : { force }),
      });
    await apply({ a: '1', b: '1' }, 'first');
    await expect(apply({ a: '2' }, 'second')).rejects.toMatchObject({
      code: 'ABORTED',
      faults: [{ fault: expect.stringContaining('conflict with "first"'), place: '.data.a' }],
    });
    expect(await apply({ a: '2' }, 'second', true)).toMatchObject({ data: { a: '2', b: '1' } });
    expect(await apply({}, 'first')).toMatchObject({ data: { a: '2' } });
  });

  test('patches a status apart from its object', async () => {
    await kube.create(resources.namespaces, { metadata: { name: 'stated' } });
    const conditions = [
      { type: 'Seen', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' },
    ];
    const patch = { status: { conditions } };
    const patched = await kube.patch(resources.namespaces, 'stated', patch, {
      subresource: 'status',
    });
    expect(patched).toMatchObject({ status: { conditions } });
  });

  test('lists all pages, and what labels select', async () => {
    const names = Array.from({ length: 501 }, (_, position) => `many-${position}`);
    const labels = { many: 'true' };
    for (let from = 0; from < names.length; from += 50) {
      await Promise.all(
        names
          .slice(from, from + 50)
          .map((name) =>
            kube.create(resources.configMaps, { metadata: { name, namespace: 'default', labels } }),
          ),
      );
    }
    const found = await kube.list(resources.configMaps, { labels: 'many=true' });
    expect(found).toHaveLength(501);
    expect(found[0]).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v1' });
    const none = { namespace: 'kube-system', labels: 'many=true' };
    expect(await kube.list(resources.configMaps, none)).toEqual([]);
  });

  test('names every fault of an object that is refused', async () => {
    const bad = { metadata: { name: 'Bad_Name', namespace: 'default' }, spec: { containers: [] } };
    await expect(kube.create(resources.pods, bad)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      faults: expect.arrayContaining([
        expect.objectContaining({ place: 'metadata.name' }),
        expect.objectContaining({ place: 'spec.containers' }),
      ]),
    });
  });

  test('says what a service account may not, and that a token is none', async () => {
    const expiring = { metadata: { name: 'default', namespace: 'default' }, spec: {} };
    const { status } = await kube.create(resources.serviceAccounts, expiring, {
      subresource: 'token',
    });
    const token = Object(status).token;
    const plain = await connectKube({ kubeconfig: withUser('may-not', { token }) });
    await expect(plain.list(resources.secrets)).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      message: expect.stringContaining('cannot list resource "secrets"'),
      next: 'kubectl auth can-i --list',
    });
    const nobody = await connectKube({ kubeconfig: withUser('nobody', { token: 'none' }) });
    await expect(nobody.list(resources.secrets)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      next: 'kubectl auth whoami',
    });
    plain.close();
    nobody.close();
  });

  test('an informer knows what is there, what changes, and what changed while the network was cut', async () => {
    await kube.create(resources.configMaps, map('kept', { a: '1' }));
    const behind = await connectKube({ kubeconfig: throughRelay() });
    const maps = informer(behind, resources.configMaps, {
      namespace: 'default',
      keep: ({ data }) => JSON.stringify(data),
    });
    await maps.synced;
    expect(maps.get('default/kept')).toBe('{"a":"1"}');
    const patch = (a: string) =>
      kube.patch(resources.configMaps, 'kept', { data: { a } }, { namespace: 'default' });
    await patch('2');
    await expect.poll(() => maps.get('default/kept')).toBe('{"a":"2"}');
    relay.break();
    await patch('3');
    await kube.create(resources.configMaps, map('new', { b: '1' }));
    await kube.delete(resources.configMaps, 'applied', { namespace: 'default' });
    expect(maps.get('default/kept')).toBe('{"a":"2"}');
    relay.mend();
    await expect.poll(() => maps.get('default/kept')).toBe('{"a":"3"}');
    await expect.poll(() => maps.get('default/new')).toBe('{"b":"1"}');
    await expect.poll(() => maps.get('default/applied')).toBeUndefined();
    maps.stop();
    behind.close();
  });

  test('runs in Bun, which chainctl is built with, as it does in Node', async () => {
    const script = `${cluster.kubeconfig}.ts`;
    const client = new URL('../../../agent/kube.ts', import.meta.url).pathname;
    writeFileSync(
      script,
      `import { connectKube, informer, resources } from '${client}';
       const kube = await connectKube({ kubeconfig: '${cluster.kubeconfig}' });
       const all = informer(kube, resources.namespaces, { keep: ({ metadata }) => metadata.name });
       await all.synced;
       console.log([...all.all()].includes('kube-system'), await kube.version());
       process.exit(0);`,
    );
    const bun = new URL('../../../node_modules/.bin/bun', import.meta.url).pathname;
    const { stdout } = await promisify(execFile)(bun, [script], { timeout: 60_000 });
    expect(stdout).toBe(`true ${await kube.version()}\n`);
  });

  function withUser(name: string, user: object): string {
    return rewritten(name, (config) => {
      config.users = [{ name: config.users[0]?.name ?? '', user }];
    });
  }

  function throughRelay(): string {
    return rewritten('relay', (config) => {
      for (const { cluster } of config.clusters) cluster.server = `https://127.0.0.1:${relay.port}`;
    });
  }

  function rewritten(name: string, change: (config: Config) => void): string {
    const config: Config = parse(readFileSync(cluster.kubeconfig, 'utf8'));
    change(config);
    const file = `${cluster.kubeconfig}-${name}`;
    writeFileSync(file, stringify(config));
    return file;
  }
});

interface Config {
  users: { name: string; user: object }[];
  clusters: { cluster: { server: string } }[];
}
