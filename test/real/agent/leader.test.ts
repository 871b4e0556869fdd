// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectKube, type Kube, openKube, resources } from '../../../agent/kube.ts';
import { elect, type Leadership } from '../../../agent/leader.ts';
import { type Relay, relayTo } from '../../fixtures/kube/relay.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { clusterParts } from '../cluster/components.ts';
import { describeReal } from '../needs.ts';

describeReal('Of several replicas one leads', clusterParts(), () => {
  let cluster: Cluster;
  let kube: Kube;
  let relay: Relay;
  let told: string[] = [];
  const times = { retry: 50, lasting: 3_000, giveUp: 2_000 };
  const replica = (identity: string, name: string, own = kube): Leadership => {
    const one = elect(own, { namespace: 'default', name, identity, times });
    one.onChange((leads) => told.push(`${identity} ${leads}`));
    return one;
  };

  beforeAll(async () => {
    cluster = await startCluster();
    kube = await connectKube({ kubeconfig: cluster.kubeconfig });
    relay = await relayTo(Number(new URL(kube.access.server).port));
  });
  afterAll(async () => {
    kube?.close();
    await Promise.all([relay?.close(), cluster?.close()]);
  });

  test('and another does as soon as it gives that up', async () => {
    told = [];
    const first = replica('first', 'given-up');
    await expect.poll(first.isLeader).toBe(true);
    const second = replica('second', 'given-up');
    await sleep(300);
    expect(second.isLeader()).toBe(false);
    await first.stop();
    expect(first.isLeader()).toBe(false);
    await expect.poll(second.isLeader).toBe(true);
    await second.stop();
    expect(told).toEqual(['first true', 'first false', 'second true', 'second false']);
  });

  test('and one that is cut off leads no more before another does', async () => {
    told = [];
    const server = `https://127.0.0.1:${relay.port}`;
    const behind = openKube({ ...kube.access, server });
    const first = replica('first', 'cut-off', behind);
    await expect.poll(first.isLeader).toBe(true);
    const second = replica('second', 'cut-off');
    relay.break();
    let both = false;
    while (!second.isLeader()) {
      await sleep(5);
      both ||= first.isLeader() && second.isLeader();
    }
    expect(first.isLeader()).toBe(false);
    expect(both).toBe(false);
    relay.mend();
    await sleep(300);
    expect(first.isLeader()).toBe(false);
    await Promise.all([first.stop(), second.stop()]);
    behind.close();
    expect(told).toEqual(['first true', 'first false', 'second true', 'second false']);
  });

  test('and one that died is followed when its lead runs out', async () => {
    told = [];
    const first = replica('first', 'died');
    await expect.poll(first.isLeader).toBe(true);
    const lease = await kube.get(resources.leases, 'died', 'default');
    expect(lease?.['spec']).toMatchObject({ holderIdentity: 'first', leaseTransitions: 0 });
    await first.stop();
    const { metadata, ...rest } = (await kube.get(resources.leases, 'died', 'default')) ?? {
      metadata: {},
    };
    const spec = { ...Object(Object(rest)['spec']), holderIdentity: 'dead' };
    await kube.replace(resources.leases, { ...rest, metadata, spec });
    const second = replica('second', 'died');
    await sleep(500);
    expect(second.isLeader()).toBe(false);
    await expect.poll(second.isLeader).toBe(true);
    await second.stop();
  });
});
