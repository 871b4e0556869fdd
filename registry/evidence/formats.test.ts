// SPDX-License-Identifier: Apache-2.0
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Found } from '../../core/evidence/evidence.ts';
import { memoryRegistry } from '../../test/fixtures/registry/memory.ts';
import { pushCase } from '../../test/fixtures/registry/push-case.ts';
import { sigstoreEvidence } from '../../test/fixtures/sigstore.ts';
import { openRegistry } from '../registry.ts';

/** What real registries held after real cosign had signed in each of its formats. */
const folder = fileURLToPath(new URL('../../test/fixtures/sigstore/', import.meta.url));
const cases = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(`${folder}${entry.name}/blobs`))
  .map(({ name }) => name);

test('the formats are at hand', () => {
  expect(cases.length).toBeGreaterThan(30);
});

describe.each([true, false])('where the referrers API is there: %s', (referrers) => {
  const registry = openRegistry({ reach: 'private' });
  let memory: Awaited<ReturnType<typeof memoryRegistry>>;
  beforeAll(async () => {
    memory = await memoryRegistry({ referrers });
  });
  afterAll(async () => {
    registry.close();
    await memory.close();
  });

  test.each(cases)('all evidence of %s is found', async (name) => {
    const image = await pushCase(`${memory.url}/v2/${name}`, name);
    const subject = { digest: image.digest, repository: `${memory.host}/${name}`, tagPrefix: '' };
    const { found, trouble } = await registry.collect(subject, async () => undefined);
    const expected = sigstoreEvidence(name);
    expect(trouble).toEqual([]);
    expect(image.digest).toBe(expected.digest);
    expect(found.length).toBeGreaterThan(0);
    expect(found.sort(byDigest).map(plain)).toEqual(expected.found.sort(byDigest).map(plain));
  });
});

const byDigest = (a: Found, b: Found): number =>
  JSON.stringify(plain(a)) < JSON.stringify(plain(b)) ? -1 : 1;
const plain = (found: Found) =>
  found.kind === 'bundle'
    ? { ...found, bytes: Buffer.from(found.bytes).toString('base64') }
    : { ...found, payload: Buffer.from(found.payload).toString('base64') };
