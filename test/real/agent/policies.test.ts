// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { connectKube, type Kube, resources } from '../../../agent/kube.ts';
import { rulesInForce } from '../../../agent/policies/in-force.ts';
import type { RulesInForce } from '../../../agent/policies/rules.ts';
import { inCluster } from '../../../agent/policies/source.ts';
import { trustRoots } from '../../../agent/policies/trust-roots.ts';
import { openRoot } from '../../../registry/trust/open.ts';
import { prepare } from '../../fixtures/agent/agent.ts';
import { newKey } from '../../fixtures/policy/pretended.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { clusterParts } from '../cluster/components.ts';
import { describeReal } from '../needs.ts';

describeReal('The rules in force', clusterParts(), () => {
  let cluster: Cluster;
  let kube: Kube;
  let rules: RulesInForce;
  const policies = () => rules.current().set.policies;
  const named = (name: string) => policies().find((each) => each.name === name);
  const brokenOf = (name: string) => named(name)?.broken.join('; ');

  beforeAll(async () => {
    cluster = await startCluster();
    kube = await connectKube({ kubeconfig: cluster.kubeconfig });
    await prepare(kube);
    rules = rulesInForce(await inCluster(kube), { roots: await builtIn(), every: 100 });
  });
  afterAll(async () => {
    rules?.stop();
    kube?.close();
    await cluster?.close();
  });

  const offline = { reach: 'private', offline: true } as const;
  const builtIn = async () => trustRoots(await openRoot({ kind: 'public-good' }, offline), offline);
  const apply = (kind: string, name: string, rest: object, apiVersion = 'v1alpha1') =>
    cluster.kubectl(
      ['apply', '-f', '-'],
      stringify({
        apiVersion: `policy.sigstore.dev/${apiVersion}`,
        kind,
        metadata: { name },
        ...rest,
      }),
    );
  const policy = (name: string, spec: object, apiVersion?: string) =>
    apply('ClusterImagePolicy', name, { spec }, apiVersion);
  const images = [{ glob: 'ghcr.io/acme/**' }];
  const keyless = [{ keyless: { url: 'https://fulcio.sigstore.dev' } }];

  test('nothing passes before the policies were read', async () => {
    const fresh = rulesInForce(await inCluster(kube), { roots: await builtIn() });
    expect(fresh.isSynced()).toBe(false);
    expect(fresh.current().set.policies).toMatchObject([{ globs: 'everything', authorities: [] }]);
    fresh.stop();
  });

  test('a policy of either version comes, changes and goes', async () => {
    await rules.synced;
    expect(policies()).toEqual([]);
    await policy('alpha', { images, authorities: keyless });
    await policy('beta', { images, authorities: keyless }, 'v1beta1');
    await expect.poll(() => policies().map(({ name }) => name)).toEqual(['alpha', 'beta']);
    await policy('alpha', { images, authorities: keyless, mode: 'warn' });
    await expect.poll(() => named('alpha')?.mode).toBe('warn');
    await cluster.kubectl(['delete', 'cip', 'alpha', 'beta']);
    await expect.poll(policies).toEqual([]);
  });

  test('kubectl shows their name and age', async () => {
    await policy('shown', { images, authorities: keyless });
    const shown = await cluster.kubectl(['get', 'clusterimagepolicies']);
    expect(shown).toMatch(/^NAME +AGE\nshown +\d+s\n$/);
    await cluster.kubectl(['delete', 'cip', 'shown']);
  });

  test('a policy that is compiled stays the same while others change', async () => {
    await policy('steady', { images, authorities: keyless });
    await expect.poll(() => named('steady')?.broken).toEqual([]);
    const before = named('steady');
    await cluster.kubectl(['label', 'cip', 'steady', 'team=a']);
    await policy('other', { images, authorities: keyless });
    await expect.poll(() => named('other')?.broken).toEqual([]);
    expect(named('steady')).toBe(before);
  });

  test('a policy whose key is not there denies what it covers, until it is, and when it is gone again', async () => {
    const authorities = [{ name: 'signer', key: { secretRef: { name: 'signer' } } }];
    await policy('by-secret', { images, authorities });
    const missing = 'Secret "signer" is missing in cosign-system';
    await expect.poll(() => brokenOf('by-secret')).toContain(missing);
    const metadata = { name: 'signer', namespace: 'cosign-system' };
    await kube.create(resources.secrets, { metadata, stringData: { 'cosign.pub': newKey().pem } });
    await expect.poll(() => brokenOf('by-secret')).toBe('');
    expect(named('by-secret')?.authorities[0]?.way).toMatchObject({ by: { kind: 'key' } });
    await kube.delete(resources.secrets, 'signer', { namespace: 'cosign-system' });
    await expect.poll(() => brokenOf('by-secret')).toContain(missing);
  });

  test('a policy with a fault never disappears: it denies what it covers', async () => {
    await policy('faulty', { images, authorities: [{ key: { data: 'no key' } }] });
    await expect.poll(() => brokenOf('faulty')).toContain('invalid value: no key');
    expect(named('faulty')?.globs).toMatchObject([{ text: 'ghcr.io/acme/**' }]);
    await policy('unclear', { images: [{ glob: '[' }], authorities: keyless });
    await expect.poll(() => named('unclear')?.globs).toBe('everything');
    await policy('faulty', { images, authorities: [{ key: { data: 'no key' } }], mode: 'warn' });
    await expect.poll(() => named('faulty')?.mode).toBe('warn');
    await cluster.kubectl(['delete', 'cip', 'faulty', 'unclear']);
  });

  test('what becomes of images that nothing covers is set in a ConfigMap, and denied if that is unclear', async () => {
    expect(rules.current().set.noMatch).toBe('deny');
    const set = (value: string) =>
      kube.apply(
        resources.configMaps,
        {
          metadata: { name: 'config-policy-controller', namespace: 'cosign-system' },
          data: { 'no-match-policy': value },
        },
        { manager: 'test' },
      );
    const noMatch = () => rules.current().set.noMatch;
    await set('allow');
    await expect.poll(noMatch).toBe('allow');
    await set('warn');
    await expect.poll(noMatch).toBe('warn');
    await set('allowed');
    await expect.poll(noMatch).toBe('deny');
    await set('allow');
    await expect.poll(noMatch).toBe('allow');
    const place = { namespace: 'cosign-system' };
    await kube.delete(resources.configMaps, 'config-policy-controller', place);
    await expect.poll(noMatch).toBe('deny');
  });

  test('a TrustRoot that comes or goes changes whom policies believe', async () => {
    await policy('private', {
      images,
      authorities: [{ keyless: { url: 'https://ca.example', trustRootRef: 'ours' } }],
    });
    await expect.poll(() => named('private')?.broken).toEqual([]);
    const demand = () => {
      const [authority] = named('private')?.authorities ?? [];
      if (authority?.way.kind !== 'signed') return 'not signed';
      try {
        rules.current().grounds.demand(authority.way);
        return 'believed';
      } catch (error) {
        return error instanceof Error ? error.message : '';
      }
    };
    expect(demand()).toBe('TrustRoot "ours" is missing');
    const certChain = Buffer.from('nothing').toString('base64');
    const subject = { organization: 'o', commonName: 'c' };
    const authorities = [{ subject, uri: 'https://ca.example', certChain }];
    await apply('TrustRoot', 'ours', {
      spec: { sigstoreKeys: { certificateAuthorities: authorities } },
    });
    await expect.poll(demand).toContain('certificate authority https://ca.example cannot be read');
    const remote = { root: Buffer.from('{}').toString('base64'), mirror: 'https://m.example' };
    await apply('TrustRoot', 'behind-tuf', { spec: { remote } });
    await policy('private', {
      images,
      authorities: [{ keyless: { url: 'https://ca.example', trustRootRef: 'behind-tuf' } }],
    });
    await expect.poll(demand).toContain('TrustRoot "behind-tuf": nothing was read yet of');
    await policy('private', {
      images,
      authorities: [{ keyless: { url: 'https://ca.example', trustRootRef: 'ours' } }],
    });
    await cluster.kubectl(['delete', 'trustroot', 'ours']);
    await expect.poll(demand).toBe('TrustRoot "ours" is missing');
  });
});
