// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { digestOf, owner, podOf } from '../../test/fixtures/cluster/pods.ts';
import { pulledImage } from './image-id.ts';
import { runningImages } from './running.ts';
import { sightingsOf } from './sightings.ts';

const none = new Map();
const one = digestOf('one');
const other = digestOf('other');
const seen = (...args: Parameters<typeof sightingsOf>) => [...sightingsOf(...args).values()];

test.each([
  ['containerd', `docker.io/library/busybox@${one}`, 'index.docker.io/library/busybox'],
  ['Docker', `docker-pullable://busybox@${one}`, 'index.docker.io/library/busybox'],
  ['CRI-O', `ghcr.io/acme/app@${one}`, 'ghcr.io/acme/app'],
])('what %s calls an image is read', (_runtime, id, repository) => {
  expect(pulledImage(id)).toEqual({ repository, digest: one });
});

test.each([
  ['an id of the node’s own', one],
  ['the same in Docker’s form', `docker://${one}`],
  ['CRI-O’s bare id', one.slice(7)],
  ['nothing yet', ''],
  ['a tag', 'docker.io/library/busybox:latest'],
  ['another kind of digest', 'docker.io/library/busybox@sha512:00'],
])('%s names no image of a registry', (_what, id) => {
  expect(pulledImage(id)).toBeUndefined();
});

test('an image that a node knows by an id of its own alone is seen as that, under the name asked for', () => {
  for (const id of [one, `docker://${one}`, one.slice(7)]) {
    const [sighting, ...more] = seen([podOf({ main: { image: 'acme/app:v1', id } })], none);
    expect(more).toEqual([]);
    expect(sighting?.got).toEqual({
      repository: 'index.docker.io/acme/app',
      digest: one,
      local: true,
    });
  }
  const asked = `acme/app@${other}`;
  expect(seen([podOf({ main: { image: asked, id: one } })], none)[0]?.got).toBeUndefined();
  const starting = podOf({ main: { image: 'acme/app:v1', id: '' } });
  expect(seen([starting], none)[0]?.got).toBeUndefined();
});

test('every image that a pod runs or mounts is seen, with the field in which it stands', () => {
  const pod = podOf({
    init: { image: 'busybox', id: `docker.io/library/busybox@${one}` },
    main: { image: 'ghcr.io/acme/app:v1', id: `ghcr.io/acme/app@${one}` },
    debug: { image: 'busybox', id: `docker.io/library/busybox@${one}` },
    volume: { image: `ghcr.io/acme/data@${other}` },
  });
  const found = seen([pod], none);
  const byName = found.map(({ asked, got, workloads }) => [
    asked.name,
    got && `${got.repository}@${got.digest}`,
    workloads[0]?.places,
  ]);
  expect(byName).toEqual([
    [
      'index.docker.io/library/busybox:latest',
      `index.docker.io/library/busybox@${one}`,
      ['spec.initContainers[0].image', 'spec.ephemeralContainers[0].image'],
    ],
    ['ghcr.io/acme/app:v1', `ghcr.io/acme/app@${one}`, ['spec.containers[0].image']],
    [`ghcr.io/acme/data@${other}`, undefined, ['spec.volumes[0].image']],
  ]);
});

test('an image volume is known by the digest that the node says it mounted', () => {
  const volume = { image: 'ghcr.io/acme/data:v1', id: `ghcr.io/acme/data@${other}` };
  const pod = podOf({ main: { image: 'a/b', id: `docker.io/a/b@${one}` }, volume });
  expect(seen([pod], none).map(({ got }) => got?.digest)).toEqual([one, other]);
});

test('a pod that the node has not started yet is seen by what it asks for', () => {
  const [sighting] = seen([podOf({ main: { image: `a/b@${one}` } })], none);
  expect(sighting).toMatchObject({ asked: { identifier: one }, got: undefined });
});

test('a pod that has ended runs nothing', () => {
  const ended = ['Succeeded', 'Failed'].map((phase) =>
    podOf({ main: { image: 'a/b', id: `docker.io/a/b@${one}` } }, { phase }),
  );
  expect(seen(ended, none)).toEqual([]);
});

test('pods are gathered under the object that somebody wrote', () => {
  const deployment = owner('apps/v1', 'Deployment', 'web', { labels: { team: 'red' } });
  const replicas = owner('apps/v1', 'ReplicaSet', 'web-1', { by: deployment });
  const known = new Map([deployment, replicas].map((each) => [each.metadata.uid, each]));
  const pods = ['web-1-a', 'web-1-b'].map((name) =>
    podOf({ main: { image: 'a/b', id: `docker.io/a/b@${one}` } }, { name, by: replicas }),
  );
  const [sighting, ...more] = seen(pods, known);
  expect(more).toEqual([]);
  expect(sighting?.workloads).toEqual([
    { kind: 'Deployment', namespace: 'default', name: 'web', places: ['spec.containers[0].image'] },
  ]);
  expect(sighting?.objects).toContainEqual({
    group: 'apps',
    version: 'v1',
    resource: 'deployments',
    labels: { team: 'red' },
  });
});

test('an owner of a kind that is not watched is named by whom it owns', () => {
  const rollout = owner('argoproj.io/v1alpha1', 'Rollout', 'web');
  const pod = podOf({ main: { image: 'a/b', id: `docker.io/a/b@${one}` } }, { by: rollout });
  expect(seen([pod], none)[0]?.workloads).toMatchObject([{ kind: 'Rollout', name: 'web' }]);
});

test('a static pod, which its node owns, stands for itself', () => {
  const node = owner('v1', 'Node', 'node-1');
  const static_ = { name: 'etcd-node-1', namespace: 'kube-system', by: node };
  const pod = podOf({ main: { image: 'a/b', id: `docker.io/a/b@${one}` } }, static_);
  expect(seen([pod], none)[0]?.workloads).toMatchObject([{ kind: 'Pod', name: 'etcd-node-1' }]);
});

test('of an image that runs everywhere, 200 workloads are kept', () => {
  const pods = Array.from({ length: 300 }, (_, index) =>
    podOf({ main: { image: 'a/b', id: `docker.io/a/b@${one}` } }, { name: `pod-${index}` }),
  );
  expect(seen(pods, none)[0]?.workloads).toHaveLength(200);
});

test('sightings of one image are one image, whatever it was called', () => {
  const pods = [
    podOf({ main: { image: 'a/b', id: `docker.io/a/b@${one}` } }, { name: 'first' }),
    podOf({ main: { image: `a/b@${one}`, id: `docker.io/a/b@${one}` } }, { name: 'second' }),
    podOf({ main: { image: 'a/unknown' } }, { name: 'third' }),
  ];
  const images = runningImages(sightingsOf(pods, none), (_key, { got }) =>
    got === undefined ? undefined : `${got.repository}@${got.digest}`,
  );
  const [image, ...more] = images.values();
  expect(more).toEqual([]);
  expect(image?.name).toBe(`index.docker.io/a/b@${one}`);
  expect(image?.workloads.map(({ name }) => name)).toEqual(['first', 'second']);
});
