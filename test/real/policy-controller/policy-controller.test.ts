// SPDX-License-Identifier: Apache-2.0
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { clusterParts } from '../cluster/components.ts';
import { describeReal } from '../needs.ts';
import { pushImage } from '../sigstore/image.ts';
import { type Registry, startRegistry } from '../sigstore/registry.ts';
import { pushSignedImage } from '../sigstore/signed-image.ts';
import { type PolicyController, startPolicyController } from './policy-controller.ts';

describeReal('The real policy-controller', ['policy-controller', 'reg', ...clusterParts()], () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  let cluster: Cluster;
  let registry: Registry;
  let controller: PolicyController;
  beforeAll(async () => {
    [cluster, registry] = await Promise.all([startCluster(), startRegistry()]);
    controller = await startPolicyController(cluster);
    await cluster.kubectl(['create', 'namespace', 'guarded']);
    await cluster.kubectl(['label', 'namespace', 'guarded', 'policy.sigstore.dev/include=true']);
    const data = publicKey.export({ format: 'pem', type: 'spki' });
    const images = [{ glob: `${registry.host}/**` }];
    const policy = {
      apiVersion: 'policy.sigstore.dev/v1beta1',
      kind: 'ClusterImagePolicy',
      metadata: { name: 'signed' },
      spec: { images, authorities: [{ name: 'key', key: { data } }] },
    };
    await cluster.kubectl(['apply', '-f', '-'], stringify(policy));
  });
  afterAll(async () => {
    await controller?.stop();
    await Promise.all([cluster?.close(), registry?.stop()]);
  });

  const created = (name: string) =>
    cluster
      .kubectl(['run', name, '-n', 'guarded', `--image=${registry.host}/${name}:v1`])
      .catch(String);

  test('lets an image run that is signed as cosign signs, by its digest', async () => {
    const { digest } = await pushSignedImage(
      { host: registry.host, name: 'good' },
      'v1',
      'good',
      privateKey,
    );
    await expect.poll(() => created('good'), { timeout: 30_000 }).toContain('pod/good created');
    const image = [
      'get',
      'pod',
      'good',
      '-n',
      'guarded',
      '-o',
      'jsonpath={.spec.containers[0].image}',
    ];
    expect(await cluster.kubectl(image)).toContain(`@${digest}`);
  });

  test('refuses one that nobody signed, in the words that are known', async () => {
    await pushImage({ host: registry.host, name: 'bad' }, 'v1', 'bad');
    expect(await created('bad')).toMatch(
      /admission webhook "policy.sigstore.dev" denied the request: validation failed: failed policy: signed: spec.containers\[0\].image\n.*no signatures found/,
    );
  });
});
