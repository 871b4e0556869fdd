// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { connectKube, type Kube } from '../../../agent/kube.ts';
import { agentNamespace, serviceAccount } from '../../../agent/names.ts';
import { listClusters } from '../../../core/api/clusters.ts';
import { listRecords, type Record } from '../../../core/api/records.ts';
import { type LocalHome, startLocal } from '../../../functions/local.ts';
import { prepare, type RunningAgent, startAgentProcess } from '../../fixtures/agent/agent.ts';
import { invited } from '../../fixtures/agent/enrolled.ts';
import { keylessPolicy, sign } from '../../fixtures/agent/guarded.ts';
import { bearer, type Caller } from '../../fixtures/caller.ts';
import { type Typist, typist } from '../../fixtures/chainctl/typist.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { clusterParts } from '../cluster/components.ts';
import { describeReal } from '../needs.ts';
import { pushImage } from '../sigstore/image.ts';
import { type Registry, startRegistry } from '../sigstore/registry.ts';
import { type Sigstore, sigstoreParts, startSigstore } from '../sigstore/stack.ts';

const parts = ['reg', ...sigstoreParts(), ...clusterParts()] as const;

describeReal('What runs in a cluster, as its control plane knows it', [...parts], () => {
  let folder: string;
  let home: LocalHome;
  let cluster: Cluster;
  let kube: Kube;
  let registry: Registry;
  let sigstore: Sigstore;
  let agent: RunningAgent;
  let ann: Typist;
  let caller: Caller;
  let app: string;

  const startHome = (port: number) =>
    startLocal({ data: join(folder, 'home'), port, loginProviders: [], log: () => {} });
  /** As in a pod, the token of the service account for the control plane lies in a file. */
  const startAgent = async () => {
    const audience = ['--audience', home.url, '--duration', '1h'];
    const token = await kubectl(
      'create',
      'token',
      serviceAccount,
      '-n',
      agentNamespace,
      ...audience,
    );
    const file = join(folder, 'token');
    await writeFile(file, token);
    return startAgentProcess(cluster, [
      ...['--control-plane', home.url, '--token-file', file, '--private'],
      ...['--state', join(folder, 'agent'), '--trusted-root', sigstore.trustedRoot],
    ]);
  };
  const kubectl = (...args: string[]) => cluster.kubectl(args);
  const push = async (name: string) => {
    const { digest } = await pushImage({ host: registry.host, name }, 'latest', name);
    return `${registry.host}/${name}@${digest}`;
  };
  const record = async (image: string): Promise<Partial<Record>> => {
    const { items } = await caller.does(listRecords, { pageSize: 500 });
    return items.find((each) => each.image === image) ?? {};
  };
  const becomes = (image: string, expected: object, timeout = 20_000) =>
    vi.waitFor(async () => expect(await record(image)).toMatchObject(expected), {
      timeout,
      interval: 200,
    });
  const policy = async (glob: string) =>
    ann.file('policy.yaml', keylessPolicy('sample-policy', [glob]));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'enforce-records-'));
    [registry, sigstore, cluster, home] = await Promise.all([
      startRegistry(),
      startSigstore(),
      startCluster(),
      startHome(0),
    ]);
    kube = await connectKube({ kubeconfig: cluster.kubeconfig });
    await prepare(kube);
    ann = await typist(home, 'ann@example.com');
    await invited(kube, ann, 'org');
    caller = bearer(home.url, (await ann.get('auth', 'token')).trim());
    app = await push('ann/enforce-tutorial/busybox');
    await kubectl('run', 'example', `--image=${app.split('@')[0]}`);
    await ann.get('policies', 'create', '--group', 'org', '-f', await policy(`${registry.host}/*`));
    agent = await startAgent();
  });
  afterAll(async () => {
    await agent?.stop();
    kube?.close();
    await Promise.all([cluster?.close(), registry?.stop(), sigstore?.close(), ann?.leave()]);
    await home?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('the policy arrives, and the agent says so', async () => {
    await vi.waitFor(
      async () => expect(await kubectl('get', 'clusterimagepolicies')).toContain('sample-policy'),
      20_000,
    );
    await vi.waitFor(async () => {
      const [lab] = (await caller.does(listClusters, {})).items;
      expect(lab?.applied).toMatchObject({ failing: [] });
      expect(lab?.profiles).toEqual(['observer', 'enforcer']);
    }, 20_000);
  });

  test('an image that no policy covers is flagged as that, with the glob that would', async () => {
    const instead = `${registry.host}/**`;
    await becomes(app, {
      running: true,
      coverage: 'uncovered',
      near: { policy: 'sample-policy', instead },
      workloads: [{ kind: 'Pod', namespace: 'default', name: 'example' }],
    });
  });

  test('an image that nobody signed is flagged as failing, with the reason and the cure', async () => {
    await ann.get(
      'policies',
      'apply',
      '--group',
      'org',
      '-y',
      '-f',
      await policy(`${registry.host}/**`),
    );
    await becomes(app, { coverage: 'covered', outcome: 'deny', violation: true });
    const [result] = (await record(app)).policies ?? [];
    expect(result).toMatchObject({ name: 'sample-policy', outcome: 'fail', reason: 'not-signed' });
    expect(result?.message).toContain('cosign sign');
  });

  test('after cosign sign the flag clears by itself, and it is known who signed', async () => {
    await sign(sigstore, app);
    await becomes(app, { outcome: 'pass', violation: false }, 30_000);
    expect((await record(app)).signatures).toMatchObject([
      { predicateType: '', subject: 'dev@example.test' },
    ]);
    expect(Object.keys((await record(app)).refreshed ?? {}).sort()).toEqual(['policy', 'sig']);
  });

  test('through an outage of the control plane nothing is lost', async () => {
    const port = Number(new URL(home.url).port);
    await home.close();
    const late = await push('ann/late/app');
    await kubectl('run', 'late', `--image=${late.split('@')[0]}`);
    await kubectl('wait', 'pod/late', '--for=condition=Ready');
    expect(await kubectl('get', 'clusterimagepolicies')).toContain('sample-policy');
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    home = await startHome(port);
    await becomes(late, { running: true, outcome: 'deny' }, 60_000);
    await becomes(app, { running: true, outcome: 'pass' });
  });

  test('an agent that was killed goes on where it was, and says what no longer runs', async () => {
    await agent.stop();
    await kubectl('delete', 'pod', 'late', '--now');
    agent = await startAgent();
    const { items } = await caller.does(listRecords, { pageSize: 500 });
    const late = items.find(({ image }) => image.includes('/late/'))?.image ?? '';
    await becomes(late, { running: false }, 60_000);
    await becomes(app, { running: true, outcome: 'pass' });
  });
});
