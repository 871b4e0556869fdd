// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { type Certificates, keepCertificates } from '../../../agent/certificates/keep.ts';
import { renewed } from '../../../agent/certificates/renew.ts';
import { connectKube, type Kube, resources } from '../../../agent/kube.ts';
import { webhookConfigurations } from '../../../agent/manifests/webhooks.ts';
import { enforcer } from '../../../agent/names.ts';
import { prepare, startAgentProcess } from '../../fixtures/agent/agent.ts';
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
  const believed = async () => {
    const secret = await kube.get(resources.secrets, 'webhook-certs', 'gulfstream');
    return z.object({ 'ca.crt': z.string() }).parse(secret?.['data'])['ca.crt'];
  };

  test('is made by one replica, shown by all, and believed by the API server', async () => {
    await expect.poll(() => replicas.map((each) => each.isReady())).toEqual([true, true]);
    await both();
    await expect.poll(bundle).toBe(await believed());
    expect(shown.leader).toHaveLength(1);
  });

  test('is believed again where somebody takes that away, an upgrade for one', async () => {
    const taken = [{ op: 'remove', path: '/webhooks/0/clientConfig/caBundle' }];
    await kube.patch(resources.validatingWebhooks, enforcer, taken, { operations: true });
    await expect.poll(bundle).toBe(await believed());
  });

  test('is made anew where somebody deletes it', async () => {
    const before = current();
    await kube.delete(resources.secrets, 'webhook-certs', { namespace: 'gulfstream' });
    await expect.poll(() => current() !== before).toBe(true);
    await both();
    await expect.poll(bundle).toBe(await believed());
  });

  test('that ran out while nobody looked counts no more, and is made anew', async () => {
    const before = current();
    later = 40 * day;
    expect(replicas.map((each) => each.isReady())).toEqual([false, false]);
    await replicas[0]?.tend();
    expect(current()).not.toBe(before);
    await both();
    expect(replicas.map((each) => each.isReady())).toEqual([true, true]);
    await expect.poll(bundle).toBe(await believed());
    expect(troubles).toEqual([]);
    for (const each of replicas) each.stop();
  });

  // The certificates are as old, or as new, as it says: only the years that it took are left out.
  test.each([
    ['ran out with its authority while no agent ran', -400 * day],
    ['does not count yet, since the clock that made it was days ahead', 3 * day],
  ])(
    'that %s is made anew by the agent that begins, and admission works again',
    async (_, when) => {
      const names = ['webhook.gulfstream.svc', 'webhook.gulfstream.svc.cluster.local'];
      const { authorities, authorityKey, serving } = await renewed(
        undefined,
        names,
        Date.now() + when,
      );
      const packed = (text: string) => Buffer.from(text).toString('base64');
      const data = {
        ...{ 'ca.crt': packed(authorities.join('')), 'ca.key': packed(authorityKey) },
        ...{ 'tls.crt': packed(serving.cert), 'tls.key': packed(serving.key) },
      };
      const inside = { namespace: 'gulfstream' };
      await kube.patch(resources.secrets, 'webhook-certs', { data }, inside);
      const operations = [
        { op: 'replace', path: '/webhooks/0/clientConfig/caBundle', value: data['ca.crt'] },
      ];
      for (const resource of [resources.validatingWebhooks, resources.mutatingWebhooks]) {
        await kube.patch(resource, enforcer, operations, { operations: true });
      }
      // It has started once the API server has told it something and believed its answer.
      const agent = await startAgentProcess(cluster, ['--offline', '--identity', 'one']);
      expect(await believed()).not.toBe(data['ca.crt']);
      await expect.poll(bundle).toBe(await believed());
      await agent.stop();
    },
  );
});
