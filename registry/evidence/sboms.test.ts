// SPDX-License-Identifier: Apache-2.0
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { blob, described, index, manifest, types } from '../../test/fixtures/registry/content.ts';
import { type MemoryRegistry, memoryRegistry } from '../../test/fixtures/registry/memory.ts';
import { asJson, misbehave, misdeeds } from '../../test/fixtures/registry/misdeeds.ts';
import {
  pushBlob,
  pushImage,
  pushLayers,
  pushManifest,
} from '../../test/fixtures/registry/push.ts';
import { openRegistry, type Registry } from '../registry.ts';

let registry: Registry;
const nobody = async () => undefined;
let memory: MemoryRegistry;
let target = '';
beforeAll(async () => {
  memory = await memoryRegistry();
  target = `${memory.url}/v2/app`;
});
beforeEach(() => {
  registry = openRegistry({
    reach: 'private',
    patience: 1_000,
    clock: { now: Date.now, wait: async () => undefined },
  });
});
afterEach(() => {
  memory.instead(() => false);
  registry.close();
});
afterAll(() => memory.close());

const sbomsOf = (digest: string) =>
  registry.sboms({ digest, repository: `${memory.host}/app`, tagPrefix: '' }, nobody);
const configsOf = (digest: string) =>
  registry.configs({ digest, repository: `${memory.host}/app` }, nobody);

test('an attached SBOM is read with its media type', async () => {
  const { digest } = await pushImage(target, 'listed');
  const layers = [{ text: '{"spdxVersion":"SPDX-2.3"}', mediaType: 'text/spdx+json' }];
  await pushLayers(target, `${digest.replace(':', '-')}.sbom`, layers);
  const { sboms, trouble } = await sbomsOf(digest);
  expect(trouble).toEqual([]);
  expect(sboms).toMatchObject([{ mediaType: 'text/spdx+json' }]);
  expect(Buffer.from(sboms[0]?.bytes ?? []).toString()).toBe('{"spdxVersion":"SPDX-2.3"}');
});

test('an image without one has none', async () => {
  const { digest } = await pushImage(target, 'bare');
  expect(await sbomsOf(digest)).toEqual({ sboms: [], trouble: [] });
});

test('one of more than 20 MiB is not read', async () => {
  const { digest } = await pushImage(target, 'large');
  const large = described(blob('x', 'text/spdx+json'), { size: 20 * 1_048_576 + 1 });
  misbehave(memory, '.sbom', (response) => asJson(response, String(manifest([large]).bytes)));
  expect(await sbomsOf(digest)).toMatchObject({ sboms: [], trouble: [{ reason: 'too-large' }] });
});

test.each(misdeeds)('$name is no lack of an SBOM, nor of a config', async ({ misdeed }) => {
  const { digest } = await pushImage(target, 'hidden');
  misbehave(memory, '/manifests/', misdeed);
  expect((await sbomsOf(digest)).trouble).toHaveLength(1);
  expect(await configsOf(`sha256:${'0'.repeat(64)}`)).toMatchObject({ kind: 'trouble' });
});

test('the configs of an index stand under their platforms, without build attestations', async () => {
  const configs = [
    { os: 'linux', architecture: 'amd64', config: { User: '65532' } },
    { os: 'linux', architecture: 'arm', variant: 'v7' },
  ];
  const images = [];
  for (const each of configs) {
    const config = blob(JSON.stringify(each));
    await pushBlob(target, config);
    const image = manifest([], { config: described(config) });
    await pushManifest(target, image);
    images.push(described(image, { platform: each }));
  }
  const unknown = { platform: { os: 'unknown', architecture: 'unknown' } };
  const both = index([...images, described(blob('', types.manifest), unknown)]);
  await pushManifest(target, both);
  expect(await configsOf(both.digest)).toEqual({
    kind: 'found',
    configs: { 'linux/amd64': configs[0], 'linux/arm/v7': configs[1] },
  });
});

test('an index within an index is no image', async () => {
  const inner = index([]);
  await pushManifest(target, inner);
  const outer = index([described(inner)]);
  await pushManifest(target, outer);
  expect(await configsOf(outer.digest)).toMatchObject({ trouble: { reason: 'malformed' } });
});
