// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeReal } from '../needs.ts';
import { pushImage } from '../sigstore/image.ts';
import { type Registry, startRegistry } from '../sigstore/registry.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { clusterParts } from './components.ts';

describeReal('A real cluster', ['reg', ...clusterParts()], () => {
  let cluster: Cluster;
  let registry: Registry;
  let image: string;
  let digest: string;
  const kubectl = (...args: string[]) => cluster.kubectl(args);

  beforeAll(async () => {
    registry = await startRegistry();
    const mirrors = [`index.docker.io=http://${registry.host}`];
    cluster = await startCluster({ registries: { reach: 'private', mirrors } });
    const repository = { host: registry.host, name: 'acme/app' };
    image = `${registry.host}/acme/app`;
    digest = (await pushImage(repository, 'v1', 'first')).digest;
  });
  afterAll(() => Promise.all([cluster?.close(), registry?.stop()]));

  test('rolls out a Deployment', async () => {
    await kubectl('create', 'deployment', 'app', `--image=${image}:v1`, '--replicas=3');
    await kubectl('rollout', 'status', 'deployment/app', '--timeout=60s');
    expect(await kubectl('get', 'pods', '-l', 'app=app', '-o', phases)).toBe('Running '.repeat(3));
  });

  test('says by digest which image a container has, as a kubelet does', async () => {
    await kubectl('run', 'one', `--image=${image}:v1`);
    await kubectl('wait', 'pod/one', `--for=jsonpath=${imageId}=${image}@${digest}`);
  });

  test('says so of an image of Docker Hub, by the name that it has there', async () => {
    const hub = { host: registry.host, name: 'library/ubuntu' };
    const ubuntu = await pushImage(hub, 'latest', 'ubuntu');
    await kubectl('run', 'ubuntu', '--image=ubuntu');
    const expected = `docker.io/library/ubuntu@${ubuntu.digest}`;
    await kubectl('wait', 'pod/ubuntu', `--for=jsonpath=${imageId}=${expected}`);
  });

  test('says so too after the image was changed in place', async () => {
    const repository = { host: registry.host, name: 'acme/app' };
    const second = await pushImage(repository, 'v2', 'second');
    await kubectl('set', 'image', 'pod/one', `one=${image}:v2`);
    await kubectl('wait', 'pod/one', `--for=jsonpath=${imageId}=${image}@${second.digest}`);
  });

  test('says so too of a container that came later to debug another', async () => {
    const debug = [`--image=${image}:v1`, '--container=debugger', '--attach=false'];
    await kubectl('debug', 'one', ...debug);
    const path = '{.status.ephemeralContainerStatuses[0].imageID}';
    await kubectl('wait', 'pod/one', `--for=jsonpath=${path}=${image}@${digest}`);
  });

  test('keeps the text of an image that no registry has', async () => {
    await kubectl('run', 'absent', `--image=${image}:none`);
    await kubectl('wait', 'pod/absent', '--for=condition=Ready');
    expect(await kubectl('get', 'pod', 'absent', '-o', `jsonpath=${imageId}`)).toBe(
      `${image}:none`,
    );
  });

  test('completes a Job, and deletes what is deleted', async () => {
    await kubectl('create', 'job', 'once', `--image=${image}:v1`);
    await kubectl('wait', 'job/once', '--for=condition=Complete', '--timeout=60s');
    await kubectl('delete', 'pod', 'one', '--timeout=60s');
    await expect(kubectl('get', 'pod', 'one')).rejects.toThrow('pods "one" not found');
  });
});

const imageId = '{.status.containerStatuses[0].imageID}';
const phases = 'jsonpath={range .items[*]}{.status.phase} {end}';
