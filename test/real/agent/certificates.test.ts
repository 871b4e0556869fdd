// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { type Certificates, keepCertificates } from '../../../agent/certificates/keep.ts';
import { connectKube, type Kube, resources } from '../../../agent/kube.ts';
import { webhookConfigurations } from '../../../agent/manifests/webhooks.ts';
import { enforcer } from '../../../agent/names.ts';
import { prepare } from '../../fixtures/agent/agent.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { clusterParts } from '../cluster/components.ts';
import { describeReal } from '../needs.ts';

describeReal('The certificate of the webhooks', clusterParts(), () => {
  let cluster: Cluster;
  let kube: Kube;
  let later = 0;
  const replicas: Certificates[] = [];
  const shown: { leader: string[]; other: string[] } = { leader: [], other: [] };
  const troubles: string[] = [];

  beforeAll(async () => {
    cluster = await startCluster();
    kube = await connectKube({ kubeconfig: cluster.kubeconfig });
    await prepare(kube);
    for (const configuration of webhookConfigurations()) {
      const resource = await kube.resourceOf(configuration.apiVersion, configuration.kind);
      await kube.apply(resource, configuration, { manager: 'test' });
    }
    for (const name of ['leader', 'other'] as const) {
      replicas.push(
        keepCertificates(kube, {
          isLeader: () => name === 'leader',
          show: ({ cert }) => shown[name].push(cert),
          clock: () => Date.now() + later,
          troubled: ({ message }) => troubles.push(message),
        }),
      );
    }
  });
  afterAll(async () => {
    for (const each of replicas) each.stop();
    kube?.close();
    await cluster?.close();
  });

  const [day, current] = [86_400_000, () => shown.leader.at(-1)];
  const both = () => expect.poll(() => shown.other.at(-1) === current()).toBe(true);
  const bundle = async () => {
    const found = await kube.get(resources.validatingWebhooks, enforcer);
    const shape = z.array(
      z.object({ clientConfig: z.object({ caBundle: z.string().optional() }) }),
    );
    return shape.parse(found?.['webhooks'])[0]?.clientConfig.caBundle;
  };
  const authorities = async () => {
    const secret = await kube.get(resources.secrets, 'webhook-certs', 'gulfstream');
    return z.object({ 'ca.crt': z.string() }).parse(secret?.['data'])['ca.crt'];
  };

  test('is made by one replica, shown by all, and believed by the API server', async () => {
    await expect.poll(() => replicas.map((each) => each.isReady())).toEqual([true, true]);
    await both();
    await expect.poll(bundle).toBe(await authorities());
    expect(shown.leader).toHaveLength(1);
  });

  test('is believed again where somebody takes that away, an upgrade for one', async () => {
    const taken = [{ op: 'remove', path: '/webhooks/0/clientConfig/caBundle' }];
    await kube.patch(resources.validatingWebhooks, enforcer, taken, { operations: true });
    await expect.poll(bundle).toBe(await authorities());
  });

  test('is made anew where somebody deletes it', async () => {
    const before = current();
    await kube.delete(resources.secrets, 'webhook-certs', { namespace: 'gulfstream' });
    await expect.poll(() => current() !== before).toBe(true);
    await both();
    await expect.poll(bundle).toBe(await authorities());
  });

  test('that ran out while nobody looked counts no more, and is made anew', async () => {
    const before = current();
    later = 40 * day;
    expect(replicas.map((each) => each.isReady())).toEqual([false, false]);
    await replicas[0]?.tend();
    expect(current()).not.toBe(before);
    await both();
    expect(replicas.map((each) => each.isReady())).toEqual([true, true]);
    await expect.poll(bundle).toBe(await authorities());
    expect(troubles).toEqual([]);
  });
});
