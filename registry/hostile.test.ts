// SPDX-License-Identifier: Apache-2.0
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Evidence } from '../core/evidence/evidence.ts';
import { type Blob, described, index, manifest, types } from '../test/fixtures/registry/content.ts';
import { type MemoryRegistry, memoryRegistry } from '../test/fixtures/registry/memory.ts';
import { asJson, misbehave, misdeeds, status } from '../test/fixtures/registry/misdeeds.ts';
import { pushBundle, pushImage, pushLayers } from '../test/fixtures/registry/push.ts';
import { openRegistry, type Registry } from './registry.ts';

let memory: MemoryRegistry;
let registry: Registry;
let image: Blob;
let bundle: Blob;
beforeAll(async () => {
  memory = await memoryRegistry();
  image = await pushImage(`${memory.url}/v2/app`, 'one', 'v1');
  bundle = await pushBundle(`${memory.url}/v2/app`, image, 'bundle');
  const layers = [{ text: 'signed', mediaType: types.simpleSigning }];
  await pushLayers(`${memory.url}/v2/app`, sig(), layers);
});
afterAll(() => memory.close());
beforeEach(() => {
  memory.forget();
  registry = openRegistry({
    reach: 'private',
    patience: 1_500,
    clock: { now: Date.now, wait: async () => undefined },
  });
});
afterEach(() => {
  memory.instead(() => false);
  registry.close();
});

const sig = () => `${image.digest.replace(':', '-')}.sig`;
const collect = (): Promise<Evidence> => {
  const subject = { digest: image.digest, repository: `${memory.host}/app`, tagPrefix: '' };
  return registry.collect(subject, async () => undefined);
};

/** Who is asked to slow down asks for nothing more; all others go on. */
const others = misdeeds.filter(({ name }) => name !== '429');
const reasons = ({ trouble }: Evidence) => trouble.map(({ reason }) => reason);

test.each(others)('$name in the place of a signature is trouble, never absence', async (way) => {
  misbehave(memory, `/manifests/${sig()}`, way.misdeed);
  const evidence = await collect();
  expect(evidence.found).toMatchObject([{ kind: 'bundle' }]);
  expect(evidence.trouble).toMatchObject([
    { reason: way.reason, place: `${memory.host}/app:${sig()}` },
  ]);
});

test.each(others)('$name in the place of the referrers is trouble, never absence', async (way) => {
  misbehave(memory, '/referrers/', way.misdeed);
  const evidence = await collect();
  expect(evidence.found).toMatchObject([{ kind: 'layer' }]);
  expect(reasons(evidence)).toEqual([way.reason]);
});

test.each(misdeeds)('$name in the place of contents is trouble, never absence', async (way) => {
  misbehave(memory, '/blobs/', way.misdeed);
  const evidence = await collect();
  expect(evidence.found).toEqual([]);
  expect(evidence.trouble).toHaveLength(2);
  expect(reasons(evidence)).not.toContain(undefined);
});

test.each(misdeeds)('$name in the place of a tag resolves to nothing', async (way) => {
  misbehave(memory, '/manifests/v1', way.misdeed);
  const reference = { registry: memory.host, repository: `${memory.host}/app`, identifier: 'v1' };
  const name = `${reference.repository}:v1`;
  const resolved = await registry.resolve(
    { ...reference, kind: 'tag', name },
    async () => undefined,
  );
  expect(resolved).toMatchObject({ kind: 'trouble', trouble: { place: name } });
});

test('a manifest with another digest is not taken, though it may mean the same', async () => {
  const target = `${memory.url}/v2/app/manifests/${bundle.digest}`;
  const text = await (await fetch(target)).text();
  misbehave(memory, bundle.digest, (response) => asJson(response, `${text}\n`));
  const evidence = await collect();
  expect(evidence.found).toMatchObject([{ kind: 'layer' }]);
  expect(evidence.trouble).toMatchObject([
    { reason: 'malformed', message: expect.stringContaining('has another digest') },
  ]);
});

test('what is compressed is not unpacked', async () => {
  const { name, misdeed } = misdeeds.find((each) => each.name === 'a compressed body') ?? {};
  if (misdeed === undefined) throw new Error(`there is no ${name}`);
  misbehave(memory, `/manifests/${sig()}`, misdeed);
  expect((await collect()).trouble).toMatchObject([
    { message: `${memory.host} answered compressed, which was not asked for` },
  ]);
});

test('contents with another digest are not taken', async () => {
  misbehave(memory, '/blobs/', (response) => void response.writeHead(200).end('signeD'));
  const evidence = await collect();
  expect(evidence.found).toEqual([]);
  expect(reasons(evidence)).toEqual(['malformed', 'malformed']);
});

test('of 10,000 referrers a bounded number is looked into, those first that say they are signatures', async () => {
  const fill = Array.from({ length: 9_999 }, (_, position) => ({
    ...described(bundle),
    digest: `sha256:${position.toString(16).padStart(64, '0')}`,
    artifactType: 'application/x-fill',
  }));
  const signature = described(bundle, { artifactType: types.bundle });
  const listed = index([...fill, signature]);
  misbehave(memory, '/referrers/', (response) =>
    asJson(response, String(listed.bytes), types.index),
  );
  const evidence = await collect();
  expect(evidence.found.map(({ kind }) => kind)).toEqual(['layer', 'bundle']);
  expect(reasons(evidence)).toContain('too-large');
  expect(registry.requests()).toBeLessThan(250);
});

test('pages of referrers without end are read up to a limit', async () => {
  let page = 0;
  misbehave(memory, '/referrers/', (response) => {
    page += 1;
    response.setHeader('link', `<?page=${page}>; rel="next"`);
    asJson(response, String(index([]).bytes), types.index);
  });
  expect(reasons(await collect())).toEqual(['too-large']);
  expect(page).toBe(100);
});

test.each(['', 'http://192.0.2.1/v2/app/referrers/x', '/v2/other/manifests/x'])(
  'a next page at "%s" is not followed',
  async (next) => {
    misbehave(memory, '/referrers/', (response) => {
      response.setHeader('link', `<${next}>; rel="next"`);
      asJson(response, String(index([]).bytes), types.index);
    });
    expect(reasons(await collect())).toEqual(['malformed']);
  },
);

test('an index that lists itself, in the place of a signature or a referrer, is read once', async () => {
  const own = described(bundle);
  const circle = index([own]);
  misbehave(memory, '/manifests/', (response) =>
    asJson(response, String(circle.bytes), types.index),
  );
  const evidence = await collect();
  expect(evidence.found).toEqual([]);
  expect(new Set(reasons(evidence))).toEqual(new Set(['malformed']));
  expect(registry.requests()).toBeLessThan(10);
});

test('a manifest with too many layers is read from its end, where the newest are', async () => {
  const layer = { mediaType: types.simpleSigning, digest: bundle.digest, size: 1 };
  const last = described({ ...bundle, mediaType: types.simpleSigning });
  const many = manifest([...Array.from({ length: 1000 }, () => layer), last]);
  misbehave(memory, `/manifests/${sig()}`, (response) => asJson(response, String(many.bytes)));
  const { trouble } = await collect();
  expect(trouble.map(({ message }) => message)).toContain('there are 1001, of which 200 were read');
});

test('a layer that says it is larger than any signature is not read', async () => {
  const layer = described({ ...bundle, size: 30_000_000 });
  misbehave(memory, `/manifests/${sig()}`, (response) =>
    asJson(response, String(manifest([layer]).bytes)),
  );
  memory.forget();
  expect(reasons(await collect())).toEqual(['too-large']);
  expect(memory.asked.filter(({ path }) => path.includes(`blobs/${layer.digest}`))).toEqual([]);
});

test('a host that answers nothing holds up no other, and those that wait for it lose no time', async () => {
  const names = Array.from({ length: 20 }, (_, position) => `${memory.host}/slow-${position}`);
  memory.instead(({ url = '' }) => url.includes('/slow-'));
  const nobody = async () => undefined;
  const slow = names.map((repository) =>
    registry.collect({ digest: image.digest, repository, tagPrefix: '' }, nobody),
  );
  const other = await memoryRegistry();
  const { digest } = await pushImage(`${other.url}/v2/app`, 'one', 'v1');
  const quick = registry.collect(
    { digest, repository: `${other.host}/app`, tagPrefix: '' },
    nobody,
  );
  const first = await Promise.race([quick, ...slow]);
  expect(first.digest).toBe(digest);
  expect(first.trouble).toEqual([]);
  const all = await Promise.all(slow);
  expect(all.filter(({ trouble }) => trouble.length !== 3)).toEqual([]);
  const asked = memory.asked.flatMap(({ path }) => /slow-\d+/.exec(path)?.[0] ?? []);
  expect(new Set(asked).size).toBe(names.length);
  await other.close();
});

test('trouble is not kept: the next question is asked anew', async () => {
  misbehave(memory, `/manifests/${sig()}`, status(500));
  expect((await collect()).trouble).toHaveLength(1);
  memory.instead(() => false);
  const evidence = await collect();
  expect(evidence.trouble).toEqual([]);
  expect(evidence.found).toHaveLength(2);
});

test('no message holds what a body said', async () => {
  misbehave(memory, '/', (response) => void response.writeHead(403).end('{"token":"secret"}'));
  expect(JSON.stringify(await collect())).not.toContain('secret');
});

test('429 in the place of anything keeps back whatever was not read yet, as trouble', async () => {
  for (const place of [`/manifests/${sig()}`, '/referrers/', '/blobs/']) {
    misbehave(memory, place, status(429));
    const own = openRegistry({ reach: 'private' });
    const subject = { digest: image.digest, repository: `${memory.host}/app`, tagPrefix: '' };
    const { found, trouble } = await own.collect(subject, async () => undefined);
    own.close();
    expect(found.length).toBeLessThan(2);
    expect(new Set(trouble.map(({ reason }) => reason))).toEqual(new Set(['rate-limited']));
  }
});
