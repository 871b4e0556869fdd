// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningAgent, startAgentProcess } from '../../fixtures/agent/agent.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { clusterParts } from '../cluster/components.ts';
import { describeReal } from '../needs.ts';
import { cosign } from '../sigstore/cosign.ts';
import { pushImage } from '../sigstore/image.ts';
import { type Registry, startRegistry } from '../sigstore/registry.ts';
import { type Sigstore, sigstoreParts, startSigstore } from '../sigstore/stack.ts';

describeReal('An agent in a real cluster', ['reg', ...sigstoreParts(), ...clusterParts()], () => {
  let cluster: Cluster;
  let registry: Registry;
  let sigstore: Sigstore;
  let agent: RunningAgent;
  const kubectl = (...args: string[]) => cluster.kubectl(args);
  const said = (...args: string[]) =>
    kubectl(...args).then(
      () => 'nothing: it was allowed',
      (error: unknown) => (error instanceof Error ? error.message : ''),
    );

  beforeAll(async () => {
    [registry, sigstore] = await Promise.all([startRegistry(), startSigstore()]);
    const mirror = `index.docker.io=http://${registry.host}`;
    cluster = await startCluster({ registries: { reach: 'private', mirrors: [mirror] } });
    agent = await startAgentProcess(cluster, [
      ...['--registry-mirror', mirror, '--trusted-root', sigstore.trustedRoot],
    ]);
    await kubectl('create', 'namespace', 'guarded');
    await kubectl('label', 'namespace', 'guarded', 'policy.sigstore.dev/include=true');
  });
  afterAll(async () => {
    await agent?.stop();
    await Promise.all([cluster?.close(), registry?.stop(), sigstore?.close()]);
  });

  /** Pushes an image as Docker Hub would have it, signed if wanted. */
  async function pushed(name: string, signed: boolean): Promise<string> {
    const { digest } = await pushImage({ host: registry.host, name }, 'latest', name);
    if (signed) {
      await cosign(3, [
        ...['sign', '-y', '--allow-http-registry'],
        ...['--identity-token', await sigstore.issuers.token('email')],
        ...['--signing-config', sigstore.signingConfig({ log: 'rekor2', timestamp: true })],
        ...['--trusted-root', sigstore.trustedRoot, `${registry.host}/${name}@${digest}`],
      ]);
    }
    return digest;
  }

  const walkthrough = (name: string, globs: string[], mode = 'enforce') => `
apiVersion: policy.sigstore.dev/v1alpha1
kind: ClusterImagePolicy
metadata:
  name: ${name}
spec:
  mode: ${mode}
  images: [${globs.map((glob) => `{ glob: "${glob}" }`).join(', ')}]
  authorities:
  - keyless:
      url: https://fulcio.sigstore.dev
`;

  test('refuses an unsigned image in the words of the walkthrough', async () => {
    const digest = await pushed('library/ubuntu', false);
    const policy = walkthrough('sample-policy', ['index.docker.io/*', 'index.docker.io/*/*']);
    await cluster.kubectl(['apply', '-f', '-'], policy);
    const name = `index.docker.io/library/ubuntu@${digest}`;
    const run = () => said('run', 'not-signed', '--image=ubuntu', '-n', 'guarded');
    await expect
      .poll(run)
      .toBe(`Error from server (BadRequest): admission webhook "enforcer.chainguard.dev" denied the request: validation failed: no matching signatures:
: spec.containers[0].image
${name}
policy sample-policy: nobody has signed it (looked in index.docker.io/library/ubuntu)
  sign it: cosign sign ${name}`);
  });

  test('lets a signed image run, by its digest, and its Deployment roll out', async () => {
    const digest = await pushed('library/nginx', true);
    const args = ['deployment', 'web', '--image=nginx', '--replicas=2', '-n', 'guarded'];
    await kubectl('create', ...args);
    await kubectl('rollout', 'status', 'deployment/web', '-n', 'guarded', '--timeout=60s');
    const image = await kubectl(
      ...['get', 'pods', '-n', 'guarded', '-l', 'app=web'],
      ...['-o', 'jsonpath={.items[0].spec.containers[0].image}'],
    );
    expect(image).toBe(`index.docker.io/library/nginx:latest@${digest}`);
  });
});
