// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { parseReference } from '../../core/policy/reference.ts';
import { openRegistry, type Registry } from '../../registry/registry.ts';
import { type Blob, described, index } from '../../test/fixtures/registry/content.ts';
import { type MemoryRegistry, memoryRegistry } from '../../test/fixtures/registry/memory.ts';
import { pushImage, pushManifest } from '../../test/fixtures/registry/push.ts';
import { nameOf } from './named.ts';

let server: MemoryRegistry;
let registry: Registry;
let image: Blob;
let both: Blob;
const nobody = async () => undefined;
const at = (path: string) => `${server.host}/${path}`;
const named = (asked: string, got: { repository: string; digest: string } | undefined) =>
  nameOf({ asked: parseReference(asked), got }, registry, nobody);

beforeAll(async () => {
  server = await memoryRegistry();
  image = await pushImage(`${server.url}/v2/acme/app`, 'amd64');
  both = index([described(image, { platform: { os: 'linux', architecture: 'amd64' } })]);
  await pushManifest(`${server.url}/v2/acme/app`, both, 'v1');
  await pushImage(`${server.url}/v2/acme/copy`, 'amd64', 'v1');
});
beforeEach(() => {
  registry = openRegistry({ reach: 'private' });
  server.instead(() => false);
});
afterAll(() => server.close());

test('a platform’s image that the index asked for lists is that index', async () => {
  const got = { repository: at('acme/app'), digest: image.digest };
  const wanted = { name: at(`acme/app@${both.digest}`), settled: true };
  expect(await named(at(`acme/app:v1@${both.digest}`), got)).toEqual(wanted);
  expect(await named(at('acme/app:v1'), got)).toEqual(wanted);
});

test('what the tag does not mean any more is what the node got', async () => {
  const got = { repository: at('acme/app'), digest: `sha256:${'0'.repeat(64)}` };
  const wanted = { name: at(`acme/app@${got.digest}`), settled: true };
  expect(await named(at('acme/app:v1'), got)).toEqual(wanted);
  expect(await named(at('acme/app:gone'), got)).toEqual(wanted);
});

test('a node that names the image after another repository is corrected', async () => {
  const got = { repository: at('acme/app'), digest: image.digest };
  const name = at(`acme/copy@${image.digest}`);
  expect(await named(at('acme/copy:v1'), got)).toEqual({ name, settled: true });
  expect(await named(at('acme/copy:other'), got)).toEqual({ name, settled: true });
});

test('but not if the repository asked for does not have it', async () => {
  const got = { repository: at('acme/app'), digest: both.digest };
  const name = at(`acme/app@${both.digest}`);
  expect(await named(at('acme/copy:v1'), got)).toEqual({ name, settled: true });
});

test('what was asked for by digest and got needs no registry', async () => {
  server.forget();
  const name = at(`acme/app@${both.digest}`);
  const got = { repository: at('acme/app'), digest: both.digest };
  expect(await named(name, got)).toEqual({ name, settled: true });
  expect(await named(name, undefined)).toEqual({ name, settled: true });
  expect(server.asked).toEqual([]);
});

test('without a digest there is no name', async () => {
  expect(await named(at('acme/app:v1'), undefined)).toBeUndefined();
});

test('where a registry does not answer, what the node got is not taken for settled', async () => {
  server.instead((_request, response) => {
    response.writeHead(403).end();
    return true;
  });
  const got = { repository: at('acme/app'), digest: image.digest };
  const name = at(`acme/app@${image.digest}`);
  expect(await named(at('acme/app:v1'), got)).toEqual({ name, settled: false });
  expect(await named(at(`acme/app@${both.digest}`), got)).toEqual({ name, settled: false });
});
