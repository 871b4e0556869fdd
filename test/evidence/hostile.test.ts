// SPDX-License-Identifier: Apache-2.0
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { exitOfAll } from '../../chainctl/images/concluded.ts';
import { judgeAll } from '../../chainctl/images/judge.ts';
import { compile } from '../../core/policy/compile.ts';
import type { Verdict } from '../../core/policy/verdict.ts';
import { openRegistry, type Registry } from '../../registry/registry.ts';
import { type MemoryRegistry, memoryRegistry } from '../fixtures/registry/memory.ts';
import { misbehave, misdeeds } from '../fixtures/registry/misdeeds.ts';
import { pushManifest } from '../fixtures/registry/push.ts';
import { pushCase } from '../fixtures/registry/push-case.ts';
import { trust } from './demands.ts';

let memory: MemoryRegistry;
let registry: Registry;
beforeAll(async () => {
  memory = await memoryRegistry();
  for (const name of ['v3-keyless-r2', 'v2-keyless']) {
    const target = `${memory.url}/v2/${name}`;
    await pushManifest(target, await pushCase(target, name), 'v1');
  }
});
afterAll(() => memory.close());
beforeEach(() => {
  const clock = { now: Date.now, wait: async () => undefined };
  registry = openRegistry({ reach: 'private', patience: 700, clock });
});
afterEach(() => {
  memory.instead(() => false);
  registry.close();
});

const spec = { images: [{ glob: '**' }], authorities: [{ name: 'ours', keyless: {} }] };
const material = { secrets: new Map(), kms: new Map() };
const set = { policies: [compile('sample', spec, material)], noMatch: 'deny' } as const;
const trusts = { default: { trust }, named: new Map() };

async function judged(name: string): Promise<Verdict[]> {
  const access = { registry, keychain: async () => undefined };
  const images = [{ reference: `${memory.host}/${name}:v1` }];
  return judgeAll(images, set, { access, trusts: () => trusts }, () => {});
}

/** Where the way from a tag to the bytes that are signed can be left. */
const places: [string, string, string][] = [
  ['a bundle', 'v3-keyless-r2', '/'],
  ['a bundle', 'v3-keyless-r2', '/manifests/v1'],
  ['a bundle', 'v3-keyless-r2', '/referrers/'],
  ['a bundle', 'v3-keyless-r2', '/manifests/sha256:'],
  ['a bundle', 'v3-keyless-r2', '/blobs/'],
  ['a legacy signature', 'v2-keyless', '.sig'],
  ['a legacy signature', 'v2-keyless', '/blobs/'],
];

test.each(places)('an image with %s passes while nobody misbehaves (%s)', async (_what, name) => {
  expect((await judged(name)).map(({ outcome }) => outcome)).toEqual(['pass']);
});

for (const [what, name, path] of places) {
  test.each(misdeeds)(
    `$name in the place of ${path} of ${what}: it could not be told`,
    async (way) => {
      misbehave(memory, path, way.misdeed);
      const verdicts = await judged(name);
      expect(verdicts).toMatchObject([{ outcome: 'deny', reason: 'could-not-tell' }]);
      expect(exitOfAll(verdicts)).toBe(2);
    },
  );
}
