// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningAgent, startAgentProcess } from '../../fixtures/agent/agent.ts';
import { keylessPolicy, sign } from '../../fixtures/agent/guarded.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { clusterParts } from '../cluster/components.ts';
import { describeReal } from '../needs.ts';
import { pushImage } from '../sigstore/image.ts';
import { type Registry, startRegistry } from '../sigstore/registry.ts';
import { type Sigstore, sigstoreParts, startSigstore } from '../sigstore/stack.ts';

const parts = ['reg', ...sigstoreParts(), ...clusterParts()] as const;

describeReal('Images of a registry with a password', [...parts], () => {
  let cluster: Cluster;
  let registry: Registry;
  let sigstore: Sigstore;
  let agent: RunningAgent;

  beforeAll(async () => {
    [registry, sigstore] = await Promise.all([startRegistry({ auth: 'basic' }), startSigstore()]);
    cluster = await startCluster();
    const mirror = `index.docker.io=http://${registry.host}`;
    agent = await startAgentProcess(cluster, [
      ...['--registry-mirror', mirror, '--trusted-root', sigstore.trustedRoot],
    ]);
    for (const name of ['acme/app', 'privatedockernamespace/image']) {
      const { user, password, host } = registry;
      const basic = Buffer.from(`${user}:${password}`).toString('base64');
      const to = { host, name, authorization: `Basic ${basic}` };
      const { digest } = await pushImage(to, 'latest', name);
      await sign(sigstore, `${host}/${name}@${digest}`, [
        ...['--registry-username', user, '--registry-password', password],
      ]);
    }
  });
  afterAll(async () => {
    await agent?.stop();
    await Promise.all([cluster?.close(), registry?.stop(), sigstore?.close()]);
  });

  const kubectl = (...args: string[]) => cluster.kubectl(args);
  const secret = (namespace: string) =>
    kubectl(
      ...['create', 'secret', 'docker-registry', 'regcreds', '-n', namespace],
      `--docker-server=${registry.host}`,
      `--docker-username=${registry.user}`,
      `--docker-password=${registry.password}`,
    );
  const namespace = async (name: string) => {
    await kubectl('create', 'namespace', name);
    await kubectl('label', 'namespace', name, 'policy.sigstore.dev/include=true');
    await kubectl('get', 'serviceaccount', 'default', '-n', name).catch(() => undefined);
  };
  /** What kubectl says of a pod that nobody wants to keep. */
  const ran = (image: string, inside: string, overrides: object = {}) =>
    kubectl(
      ...['run', 'app', `--image=${image}`, '-n', inside, '--dry-run=server'],
      `--overrides=${JSON.stringify(overrides)}`,
    ).catch((error: unknown) => (error instanceof Error ? error.message : ''));
  const admitted = expect.stringContaining('pod/app created');

  test('are read with what the pod has, and refused to those who have nothing', async () => {
    await cluster.kubectl(
      ['apply', '-f', '-'],
      keylessPolicy('by-pods', [`${registry.host}/acme/*`]),
    );
    await namespace('with');
    await namespace('without');
    await secret('with');
    const image = `${registry.host}/acme/app`;
    const own = { spec: { imagePullSecrets: [{ name: 'regcreds' }] } };
    await expect.poll(() => ran(image, 'with', own)).toEqual(admitted);
    const refused = await ran(image, 'without', own);
    expect(refused).toContain(`invalid value: ${image} must be an image digest`);
    expect(refused).toContain(`give credentials for ${registry.host}`);
  });

  test('are read with what the service account has', async () => {
    const account = ['serviceaccount', 'builder', '-n', 'with'];
    await kubectl('create', ...account);
    const patch = JSON.stringify({ imagePullSecrets: [{ name: 'regcreds' }] });
    await kubectl('patch', ...account, '-p', patch);
    const template = { spec: { serviceAccountName: 'builder' } };
    const image = `${registry.host}/acme/app`;
    await expect.poll(() => ran(image, 'with', template)).toEqual(admitted);
    const deployment = ['create', 'deployment', 'app', `--image=${image}`, '-n', 'with'];
    await expect(kubectl(...deployment, '--dry-run=server')).rejects.toThrow('give credentials');
  });

  test('are read with what a policy names, from all namespaces: the walkthrough’s private registry', async () => {
    await secret('cosign-system');
    const source = `    source:
      - oci: "${registry.host}"
        signaturePullSecrets:
          - name: regcreds
`;
    await cluster.kubectl(['delete', 'cip', 'by-pods']);
    await cluster.kubectl(
      ['apply', '-f', '-'],
      keylessPolicy('policy-name', [`${registry.host}/**`], source),
    );
    await expect.poll(() => ran(`${registry.host}/acme/app`, 'without')).toEqual(admitted);
  });

  test('are read with what a policy names: the walkthrough’s private namespace of Docker Hub', async () => {
    const source = `    source:
      - oci: "index.docker.io/privatedockernamespace/image"
        signaturePullSecrets:
          - name: regcreds
`;
    await cluster.kubectl(
      ['apply', '-f', '-'],
      keylessPolicy('hub', ['privatedockernamespace/*'], source),
    );
    await expect.poll(() => ran('privatedockernamespace/image', 'without')).toEqual(admitted);
  });
});
