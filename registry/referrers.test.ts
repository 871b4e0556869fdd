// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blob, described, index, types } from '../test/fixtures/registry/content.ts';
import { type MemoryRegistry, memoryRegistry } from '../test/fixtures/registry/memory.ts';
import { pushBundle, pushImage, pushManifest } from '../test/fixtures/registry/push.ts';
import { openRegistry } from './registry.ts';

const registry = openRegistry({ reach: 'private' });
let modern: MemoryRegistry;
let older: MemoryRegistry;
beforeAll(async () => {
  modern = await memoryRegistry({ nullWhenEmpty: true });
  older = await memoryRegistry({ referrers: false });
});
afterAll(async () => {
  registry.close();
  await modern.close();
  await older.close();
});

const collect = ({ host }: MemoryRegistry, name: string, digest: string) =>
  registry.collect({ digest, repository: `${host}/${name}`, tagPrefix: '' }, async () => undefined);

test('without the API, bundles are found behind the fallback tag, whose descriptors say nothing', async () => {
  const target = `${older.url}/v2/app`;
  const image = await pushImage(target, 'one');
  await pushBundle(target, image, 'first');
  await pushBundle(target, image, 'second');
  const { found, trouble } = await collect(older, 'app', image.digest);
  expect(trouble).toEqual([]);
  expect(found.map(({ kind }) => kind)).toEqual(['bundle', 'bundle']);
});

test('an empty list may be written as null', async () => {
  const image = await pushImage(`${modern.url}/v2/app`, 'one');
  const { found, trouble } = await collect(modern, 'app', image.digest);
  expect({ found, trouble }).toEqual({ found: [], trouble: [] });
});

test.each([
  ['an HTML page', 200, { 'content-type': 'text/html; charset=utf-8' }],
  ['a way to a page for people', 303, { location: '/packages/app' }],
  ['bad request', 400, {}],
  ['method not allowed', 405, {}],
  ['not acceptable', 406, {}],
  ['not implemented', 501, {}],
])('%s under the API’s path means that there is no such API', async (name, status, headers) => {
  const target = `${older.url}/v2/page-${status}`;
  const image = await pushImage(target, 'one');
  await pushBundle(target, image, 'first');
  older.instead(({ url = '' }, response) => {
    if (url === '/packages/app') response.writeHead(429).end();
    else if (url.includes('/referrers/')) response.writeHead(status, headers).end(name);
    else return false;
    return true;
  });
  const { found, trouble } = await collect(older, `page-${status}`, image.digest);
  older.instead(() => false);
  expect(trouble).toEqual([]);
  expect(found).toHaveLength(1);
});

test('a descriptor with a wrong type does not hide a bundle', async () => {
  const target = `${modern.url}/v2/wrong`;
  const image = await pushImage(target, 'one');
  const bundle = await pushBundle(target, image, 'first');
  modern.instead(({ url = '' }, response) => {
    if (!url.includes('/referrers/')) return false;
    const listed = index([described(bundle, { artifactType: 'application/spdx+json' })]);
    response.writeHead(200, { 'content-type': types.index }).end(listed.bytes);
    return true;
  });
  const { found } = await collect(modern, 'wrong', image.digest);
  modern.instead(() => false);
  expect(found).toHaveLength(1);
});

test('what is listed and not there, or refers elsewhere, is trouble beside what was found', async () => {
  const target = `${older.url}/v2/gone`;
  const image = await pushImage(target, 'one');
  const another = await pushImage(target, 'two');
  const here = await pushBundle(target, image, 'here');
  const elsewhere = await pushBundle(target, another, 'elsewhere');
  const gone = blob('gone', types.manifest);
  const listed = index([gone, elsewhere, here].map((each) => described(each)));
  await pushManifest(target, listed, image.digest.replace(':', '-'));
  const { found, trouble } = await collect(older, 'gone', image.digest);
  expect(found).toHaveLength(1);
  expect(trouble.map(({ reason, place }) => `${reason} ${place}`).sort()).toEqual(
    [gone, elsewhere].map(({ digest }) => `malformed ${older.host}/gone@${digest}`).sort(),
  );
});
