// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CompiledPolicy } from '../../core/policy/compiled.ts';
import { type Made, makeMeans, signWith } from '../../test/fixtures/agent/means.ts';
import { podOf } from '../../test/fixtures/cluster/pods.ts';
import { ada, bob, keyless, policyOf } from '../../test/fixtures/policy/pretended.ts';
import type { Blob } from '../../test/fixtures/registry/content.ts';
import { type MemoryRegistry, memoryRegistry } from '../../test/fixtures/registry/memory.ts';
import { pushImage, pushLayers } from '../../test/fixtures/registry/push.ts';
import { sightingsOf } from '../observe/sightings.ts';
import type { Rules } from '../policies/rules.ts';
import { readingWith } from './reading.ts';
import { type Verification, verifyContinuously } from './verify.ts';

const wantsAda = policyOf({ authorities: [keyless(ada)] });
const allowing = { name: 'anybody', static: { action: 'pass' } };
const wantsBob = policyOf({ authorities: [keyless(bob)] });

let server: MemoryRegistry;
let made: Made;
let image: Blob;
let verification: Verification;
let passed = 0;
const target = () => `${server.url}/v2/app`;
const name = () => `${server.host}/app@${image.digest}`;

/** A cluster that runs what a test says, under policies that a test changes. */
function verifying(policies: CompiledPolicy[]) {
  let pods = [podOf({ main: { image: `${server.host}/app:v1`, id: name() } })];
  let told: (rules: Rules) => void = () => undefined;
  let changed: () => void = () => undefined;
  let rules: Rules = { ...made.means.rules(), set: { policies, noMatch: 'deny' } };
  verification = verifyContinuously({
    observed: {
      sightings: () => sightingsOf(pods, new Map()),
      isSynced: () => true,
      onChange: (listener) => {
        changed = listener;
      },
      stop: () => undefined,
    },
    rules: {
      current: () => rules,
      synced: Promise.resolve(),
      isSynced: () => true,
      onChange: (listener) => {
        told = listener;
      },
      stop: () => undefined,
    },
    registry: made.registry,
    reading: readingWith(made.memory, made.means.keychains, made.means.clock),
    leads: () => true,
    every: () => 10_000,
    troubled: () => undefined,
    clock: made.means.clock,
    passed: () => passed,
  });
  changed();
  return {
    runs: (...all: typeof pods) => {
      pods = all;
      changed();
    },
    decree: (...all: CompiledPolicy[]) => {
      rules = { ...rules, set: { policies: all, noMatch: 'deny' }, revision: rules.revision + 1 };
      told(rules);
    },
  };
}

beforeEach(async () => {
  server = await memoryRegistry();
  image = await pushImage(target(), 'one', 'v1');
  made = makeMeans([]);
});
afterEach(async () => {
  verification.stop();
  made.registry.close();
  await server.close();
});

const outcome = () => verification.known().get(name())?.judged?.verdict.outcome;
const becomes = (expected: string | undefined) =>
  vi.waitFor(() => expect(outcome()).toBe(expected), 20_000);
const quiet = (time = 400) => new Promise((resolve) => setTimeout(resolve, time));
const later = (time: number) => {
  passed += time;
  made.later(time);
};
/** Sets the clock, while no time goes by. */
const set = (time: number) => made.later(time);

test('an image that begins to run is read and judged at once', async () => {
  await signWith(target(), image, { signer: ada });
  verifying([wantsAda]);
  await becomes('pass');
  expect(verification.isComplete()).toBe(true);
});

test('when policies change it is judged at once, and no registry is asked', async () => {
  await signWith(target(), image, { signer: ada });
  const cluster = verifying([wantsAda]);
  await becomes('pass');
  await quiet();
  server.forget();
  cluster.decree(wantsBob);
  await becomes('deny');
  cluster.decree();
  await vi.waitFor(() =>
    expect(verification.known().get(name())?.judged?.verdict.reason).toBe('not-covered'),
  );
  expect(server.asked).toEqual([]);
});

test('what fails is read again soon, so that a signature clears it by itself', async () => {
  verifying([wantsAda]);
  await becomes('deny');
  await signWith(target(), image, { signer: ada });
  later(12_000);
  await becomes('pass');
});

test('what fails is read again soon while the clock is set back', async () => {
  verifying([wantsAda]);
  await becomes('deny');
  await signWith(target(), image, { signer: ada });
  set(-600_000);
  later(12_000);
  await becomes('pass');
});

test('what passes is left in peace, and read again in the end', async () => {
  await signWith(target(), image, { signer: ada });
  verifying([wantsAda]);
  await becomes('pass');
  await quiet();
  server.forget();
  later(60_000);
  await quiet();
  expect(server.asked).toEqual([]);
  later(400_000);
  await vi.waitFor(() => expect(server.asked).not.toEqual([]));
});

test.each([
  ['says for how long', { 'retry-after': '600' }],
  ['does not say for how long', {}],
])(
  'a registry that asks to slow down for an hour, and %s, is asked a few times; what was known holds, and clears by itself',
  async (_how, headers) => {
    const others = await Promise.all(
      Array.from({ length: 30 }, (__, n) => pushImage(target(), `other ${n}`, `o${n}`)),
    );
    await signWith(target(), image, { signer: ada });
    const names = [image, ...others].map(({ digest }) => `${server.host}/app@${digest}`);
    const pods = names.map((id, n) => podOf({ main: { image: id, id } }, { name: `pod-${n}` }));
    verifying([wantsAda]).runs(...pods);
    const unread = () => names.map((each) => verification.known().get(each)?.unread);
    await vi.waitFor(() => expect(verification.isComplete()).toBe(true), 20_000);
    await quiet();
    expect(unread()).toEqual(names.map(() => undefined));
    server.forget();
    server.instead((_request, response) => !!response.writeHead(429, headers).end());
    later(400_000);
    await vi.waitFor(() => expect(unread()).not.toContain(undefined), 20_000);
    for (let minute = 0; minute < 60; minute += 2) {
      later(120_000);
      await quiet(130);
    }
    expect(outcome()).toBe('pass');
    expect(server.asked.length).toBeGreaterThan(5);
    expect(server.asked.length).toBeLessThan(2 * names.length);
    for (const each of unread()) {
      expect(made.means.clock() - (each?.since ?? Number.NaN)).toBeGreaterThanOrEqual(3_600_000);
      expect(each?.why).toContain(`${server.host} asks to `);
    }
    server.instead(() => false);
    await signWith(target(), others[0] ?? image, { signer: ada });
    await vi.waitFor(() => {
      later(60_000);
      expect(unread()).toEqual(names.map(() => undefined));
    }, 20_000);
    const cleared = verification.known().get(names[1] ?? '')?.judged?.verdict.outcome;
    expect([outcome(), cleared]).toEqual(['pass', 'pass']);
  },
);

test('an image that runs no more is forgotten, and told', async () => {
  const cluster = verifying([wantsAda]);
  await becomes('deny');
  const told: string[] = [];
  verification.onChange((names) => told.push(...names));
  cluster.runs();
  expect(outcome()).toBeUndefined();
  expect(told).toEqual([name()]);
});

test('an image that was loaded on its node and not pulled is seen, denied with that reason, and no registry is asked about it', async () => {
  const id = `sha256:${'1'.repeat(64)}`;
  server.forget();
  const cluster = verifying([wantsAda]);
  cluster.runs(podOf({ main: { image: `${server.host}/loaded:v1`, id } }));
  const known = () => verification.known().get(`${server.host}/loaded@${id}`);
  await vi.waitFor(() => expect(known()?.judged?.verdict.reason).toBe('no-digest'));
  expect(known()?.image.local).toBe(true);
  expect(verification.isComplete()).toBe(true);
  later(60_000);
  await quiet();
  expect(server.asked.filter(({ path }) => path.includes('/loaded/'))).toEqual([]);
  cluster.decree(policyOf({ authorities: [allowing] }));
  await vi.waitFor(() => expect(known()?.judged?.verdict.outcome).toBe('pass'));
});

test('a list of contents that lies beside an image is found, and counted', async () => {
  const digest = image.digest.replace(':', '-');
  const components = ['pkg:apk/a', 'pkg:apk/b', 'pkg:golang/c'].map((purl) => ({ purl }));
  const text = JSON.stringify({ bomFormat: 'CycloneDX', components });
  const mediaType = 'application/vnd.cyclonedx+json';
  await pushLayers(target(), `${digest}.sbom`, [{ text, mediaType }]);
  verifying([]);
  await vi.waitFor(() =>
    expect(verification.known().get(name())?.contents?.found).toMatchObject([
      { mediaType, packages: { apk: 2, golang: 1 } },
    ]),
  );
});

test('a policy limited to some objects has a say where one of those runs the image', async () => {
  const selects = ({ team }: { readonly [name: string]: string }) => team === 'red';
  const match = [{ group: '', version: 'v1', resource: 'pods', selects }];
  const cluster = verifying([{ ...wantsAda, match }]);
  const reason = () => verification.known().get(name())?.judged?.verdict.reason;
  await vi.waitFor(() => expect(reason()).toBe('not-covered'));
  const wanted = { main: { image: `${server.host}/app:v1`, id: name() } };
  cluster.runs(podOf(wanted), podOf(wanted, { name: 'red', labels: { team: 'red' } }));
  await vi.waitFor(() => expect(reason()).toBe('not-signed'));
});
