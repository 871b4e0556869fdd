// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { parseReference } from '../core/policy/reference.ts';
import { memoryRegistry } from '../test/fixtures/registry/memory.ts';
import { pushImage } from '../test/fixtures/registry/push.ts';
import { endpointOf } from './endpoint.ts';
import { openRegistry } from './registry.ts';
import { readSettings } from './settings.ts';

const ways = readSettings({
  reach: 'private',
  plainHttp: ['Old.Example:5000'],
  mirrors: ['docker.io=https://mirror.example/hub/', 'GHCR.io=http://10.0.0.1:5000'],
});

test('a registry is spoken to with TLS, unless it is this machine or named as an exception', () => {
  const protocols = ['ghcr.example', 'old.example:5000', 'localhost:5000', '127.0.0.1', '[::1]:1'];
  expect(protocols.map((host) => endpointOf(`${host}/app`, ways).protocol)).toEqual([
    'https:',
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('a mirror is asked instead of the registry, below its own path, by the scheme it is given with', () => {
  expect(endpointOf('index.docker.io/library/busybox', ways)).toEqual({
    repository: 'index.docker.io/library/busybox',
    host: 'mirror.example',
    protocol: 'https:',
    path: 'hub/library/busybox',
  });
  expect(endpointOf('ghcr.io/acme/app', ways)).toMatchObject({
    host: '10.0.0.1:5000',
    protocol: 'http:',
  });
});

test('all mirrors that are none are named at once', () => {
  const mirrors = ['nonsense', 'a=ftp://b', 'a=https://user:word@b/', 'a=https://b/?c'];
  expect(() => readSettings({ reach: 'private', mirrors })).toThrow(
    expect.objectContaining({
      code: 'INVALID_ARGUMENT',
      faults: mirrors.map((place) => expect.objectContaining({ place })),
    }),
  );
});

test('names stay canonical with a mirror, and the registry’s own credentials do not go along', async () => {
  const memory = await memoryRegistry();
  const image = await pushImage(`${memory.url}/v2/hub/library/busybox`, 'one', 'v1');
  const registry = openRegistry({
    reach: 'private',
    mirrors: [`index.docker.io=${memory.url}/hub`],
  });
  const asked: string[] = [];
  const keychain = async (repository: string) => {
    asked.push(repository);
    return undefined;
  };
  const reference = parseReference('busybox:v1');
  expect(await registry.resolve(reference, keychain)).toMatchObject({ kind: 'found' });
  const subject = { digest: image.digest, repository: reference.repository, tagPrefix: '' };
  const evidence = await registry.collect(subject, keychain);
  expect(evidence).toMatchObject({ trouble: [], source: { repository: reference.repository } });
  expect(new Set(asked)).toEqual(new Set([`${memory.host}/hub/library/busybox`]));
  const absent = { ...reference, repository: 'index.docker.io/library/x', name: 'x' };
  memory.instead((_, response) => {
    response.writeHead(403).end();
    return true;
  });
  expect(await registry.resolve(absent, keychain)).toMatchObject({ trouble: { place: 'x' } });
  registry.close();
  await memory.close();
});
