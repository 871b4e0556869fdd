// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { parseReference } from '../core/policy/reference.ts';
import { blob, described, index, manifest, types } from '../test/fixtures/registry/content.ts';
import {
  pushBlob,
  pushBundle,
  pushImage,
  pushLayers,
  pushManifest,
  pushReferrer,
} from '../test/fixtures/registry/push.ts';
import { openRegistry, type Registry } from './registry.ts';

const nobody = async () => undefined;
const signature = types.simpleSigning;

/**
 * What is read from a registry that behaves, whichever it is: tests push to it and read it. It is
 * open to all; `url` is where it listens.
 */
export function registryContract(start: () => Promise<{ url: string; stop: () => Promise<void> }>) {
  let server: { url: string; stop: () => Promise<void> };
  let registry: Registry;
  let repository = '';
  let target = '';
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    const name = `app-${randomBytes(6).toString('hex')}`;
    target = `${server.url}/v2/${name}`;
    repository = `${new URL(server.url).host}/${name}`;
    registry = openRegistry({ reach: 'private' });
  });
  afterEach(() => registry.close());

  const collect = (digest: string, more: { tagPrefix?: string; fresh?: boolean } = {}) => {
    const { tagPrefix = '', fresh = false } = more;
    return registry.collect({ digest, repository, tagPrefix }, nobody, { fresh });
  };
  const tagOf = (digest: string, suffix: string) => `${digest.replace(':', '-')}${suffix}`;
  const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString();

  test('a tag stands for a digest, which is asked for without its content', async () => {
    const image = await pushImage(target, 'one', 'v1');
    expect(await registry.resolve(parseReference(`${repository}:v1`), nobody)).toEqual({
      kind: 'found',
      digest: image.digest,
    });
    expect(registry.requests()).toBe(1);
  });

  test('a digest stands for itself if the registry has it', async () => {
    const { digest } = await pushImage(target, 'one');
    const there = parseReference(`${repository}@${digest}`);
    expect(await registry.resolve(there, nobody)).toEqual({ kind: 'found', digest });
    const elsewhere = parseReference(`${repository}@${blob('').digest}`);
    expect(await registry.resolve(elsewhere, nobody)).toEqual({ kind: 'absent' });
  });

  test('a tag that is not there is absent', async () => {
    await pushImage(target, 'one', 'v1');
    const image = parseReference(`${repository}:v2`);
    expect(await registry.resolve(image, nobody)).toEqual({ kind: 'absent' });
  });

  test('an image that nobody signed has no evidence, and no trouble either', async () => {
    const { digest } = await pushImage(target, 'one');
    expect(await collect(digest)).toEqual({
      digest,
      source: { repository, tagPrefix: '' },
      found: [],
      trouble: [],
    });
    expect(registry.requests()).toBeLessThanOrEqual(4);
  });

  test('signatures and attestations under cosign’s tags are found with their annotations', async () => {
    const { digest } = await pushImage(target, 'one');
    await pushLayers(target, tagOf(digest, '.sig'), [
      { text: 'first', mediaType: signature },
      { text: 'second', mediaType: signature },
    ]);
    await pushLayers(target, tagOf(digest, '.att'), [{ text: 'third', mediaType: types.envelope }]);
    const { found, trouble } = await collect(digest);
    expect(trouble).toEqual([]);
    expect(found).toMatchObject([
      { kind: 'layer', use: 'signature', digest: blob('first').digest, mediaType: signature },
      {
        kind: 'layer',
        use: 'signature',
        annotations: { 'dev.cosignproject.cosign/signature': '1' },
      },
      { kind: 'layer', use: 'attestation', payload: Buffer.from('third') },
    ]);
  });

  test('bundles that refer to the image are found, on whatever page they are listed', async () => {
    const image = await pushImage(target, 'one');
    const texts = ['1', '2', '3', '4', '5', '6', '7'];
    for (const text of texts) await pushBundle(target, image, text);
    const { found, trouble } = await collect(image.digest);
    expect(trouble).toEqual([]);
    expect(found.map((each) => (each.kind === 'bundle' ? textOf(each.bytes) : '')).sort()).toEqual(
      texts,
    );
  });

  test('cosign’s layers are found in their OCI 1.1 form, and other referrers are passed over', async () => {
    const image = await pushImage(target, 'one');
    const subject = described(image);
    const [signed, other] = [blob('signed', signature), blob('scan', 'text/plain')];
    for (const each of [blob('{}'), signed, other]) await pushBlob(target, each);
    const config = described(blob('{}', 'application/vnd.dev.cosign.artifact.sig.v1+json'));
    await pushReferrer(target, image, manifest([described(signed)], { config, subject }));
    const scan = manifest([described(other)], { artifactType: 'a/scan', subject });
    await pushReferrer(target, image, scan);
    const { found, trouble } = await collect(image.digest);
    expect(trouble).toEqual([]);
    expect(found).toMatchObject([{ kind: 'layer', use: 'signature', digest: signed.digest }]);
  });

  test('a tag prefix parts signatures from others of the same image', async () => {
    const { digest } = await pushImage(target, 'one');
    await pushLayers(target, tagOf(digest, '.sig'), [{ text: 'plain', mediaType: signature }]);
    await pushLayers(target, `prod-${tagOf(digest, '.sig')}`, [
      { text: 'prefixed', mediaType: signature },
    ]);
    const payloads = async (tagPrefix: string) =>
      (await collect(digest, { tagPrefix })).found.map((each) =>
        each.kind === 'layer' ? textOf(each.payload) : each.kind,
      );
    expect(await payloads('')).toEqual(['plain']);
    expect(await payloads('prod-')).toEqual(['prefixed']);
  });

  test('each thing is asked for once, whoever asks at the same time, and not again while it is kept', async () => {
    const image = await pushImage(target, 'one');
    const twice = { text: 'the same payload, signed twice', mediaType: signature };
    await pushLayers(target, tagOf(image.digest, '.sig'), [twice, twice]);
    await pushBundle(target, image, 'bundle');
    const all = await Promise.all(Array.from({ length: 15 }, () => collect(image.digest)));
    expect(new Set(all).size).toBe(1);
    expect(all[0]?.found).toHaveLength(3);
    const whole = ['.sig', '.att', 'referrers', 'payload', 'referrer', 'bundle'].length;
    expect(registry.requests()).toBeLessThanOrEqual(whole + 1);
    const before = registry.requests();
    await collect(image.digest);
    expect(registry.requests()).toBe(before);
  });

  test('evidence that is asked for afresh holds what was signed since, and reads only what is new', async () => {
    const image = await pushImage(target, 'one');
    await pushBundle(target, image, 'first');
    await collect(image.digest);
    await pushBundle(target, image, 'second');
    expect((await collect(image.digest)).found).toHaveLength(1);
    const before = registry.requests();
    expect((await collect(image.digest, { fresh: true })).found).toHaveLength(2);
    expect(registry.requests() - before).toBeLessThanOrEqual(6);
  });

  test('an index is an image as well', async () => {
    const one = await pushImage(target, 'one');
    const both = index([described(one, { platform: { os: 'linux', architecture: 'amd64' } })]);
    await pushManifest(target, both, 'v1');
    await pushBundle(target, both, 'of the index');
    const resolved = await registry.resolve(parseReference(`${repository}:v1`), nobody);
    expect(resolved).toEqual({ kind: 'found', digest: both.digest });
    expect((await collect(both.digest)).found).toHaveLength(1);
    expect((await collect(one.digest)).found).toEqual([]);
  });
}
