// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, test } from 'vitest';
import { denialOf } from '../../core/policy/denial.ts';
import { type Made, makeMeans, signWith } from '../../test/fixtures/agent/means.ts';
import { ada, bob, keyless, policyOf } from '../../test/fixtures/policy/pretended.ts';
import type { Blob } from '../../test/fixtures/registry/content.ts';
import { type MemoryRegistry, memoryRegistry } from '../../test/fixtures/registry/memory.ts';
import { pushImage } from '../../test/fixtures/registry/push.ts';
import { type Judged, judge } from './judge.ts';

let memory: MemoryRegistry;
let made: Made;
let image: Blob;
const target = () => `${memory.url}/v2/app`;
const puller = { namespace: 'default', serviceAccount: 'default', secrets: [] };
const judged = (reference = `${memory.host}/app@${image.digest}`): Promise<Judged> =>
  judge({ reference }, puller, made.means);
const outcome = async () => (await judged()).verdict.outcome;
const wantsAda = policyOf({ authorities: [keyless(ada)] });

beforeEach(async () => {
  memory = await memoryRegistry();
  image = await pushImage(target(), 'one', 'v1');
  made = makeMeans([wantsAda]);
});
afterEach(async () => {
  made.registry.close();
  await memory.close();
});
const broken = () => memory.instead((_, response) => !!response.writeHead(403).end());

test('a pass asks the registry once, however much later it is asked for again', async () => {
  await signWith(target(), image, {});
  expect(await outcome()).toBe('pass');
  memory.forget();
  made.later(86_400_000);
  expect(await outcome()).toBe('pass');
  expect(memory.asked).toEqual([]);
});

test('attestations are not asked for where no policy has a use for them', async () => {
  await signWith(target(), image, {});
  memory.forget();
  await outcome();
  expect(memory.asked.filter(({ path }) => path.endsWith('.sig'))).toHaveLength(1);
  expect(memory.asked.filter(({ path }) => path.endsWith('.att'))).toEqual([]);
});

test('many who ask at once share one reading', async () => {
  await signWith(target(), image, {});
  memory.forget();
  const all = await Promise.all(Array.from({ length: 50 }, outcome));
  expect(new Set(all)).toEqual(new Set(['pass']));
  expect(memory.asked.filter(({ path }) => path.includes('/referrers/'))).toHaveLength(1);
});

test('a denial is looked at once more after the clock was set back', async () => {
  expect(await outcome()).toBe('deny');
  await signWith(target(), image, { signer: ada });
  made.later(-600_000);
  expect(await outcome()).toBe('pass');
});

test('a denial stands on what was read in the last five seconds, and is then read anew', async () => {
  await signWith(target(), image, { signer: bob });
  expect(await outcome()).toBe('deny');
  await signWith(target(), image, { signer: ada });
  memory.forget();
  made.later(4_900);
  expect(await outcome()).toBe('deny');
  expect(memory.asked).toEqual([]);
  made.later(200);
  expect(await outcome()).toBe('pass');
});

test('where the new reading fails, the denial stands with both reasons', async () => {
  expect((await judged()).again).toEqual([]);
  made.later(6_000);
  broken();
  const { verdict, again } = await judged();
  expect(verdict).toMatchObject({ outcome: 'deny', reason: 'not-signed' });
  expect(again[0]).toMatchObject({ reason: 'refused' });
  memory.forget();
  expect((await judged()).again).toEqual(again);
  expect(memory.asked).toEqual([]);
});

test('a registry that is down changes no pass, and denies what is not known with that reason', async () => {
  await signWith(target(), image, {});
  expect(await outcome()).toBe('pass');
  broken();
  made.later(60_000);
  expect(await outcome()).toBe('pass');
  const other = await judged(`${memory.host}/app@sha256:${'0'.repeat(64)}`);
  expect(other.verdict).toMatchObject({ outcome: 'deny', reason: 'could-not-tell' });
});

test('a registry that asks to wait is not asked before that time: what is known is decided, and what is new denied at once', async () => {
  await signWith(target(), image, {});
  expect(await outcome()).toBe('pass');
  memory.instead((_, response) => !!response.writeHead(429, { 'retry-after': '1800' }).end());
  memory.forget();
  for (let n = 0; n < 50; n += 1) {
    const other = await judged(`${memory.host}/app@sha256:${String(n).padStart(64, '0')}`);
    expect(other.verdict).toMatchObject({ outcome: 'deny', reason: 'could-not-tell' });
    expect(denialOf([{ place: 'a', verdict: other.verdict }])).toMatch(
      /asks to wait 1800 s \(429\): it is asked again at 2026-/,
    );
    const tagged = await judged(`${memory.host}/app:t${n}`);
    expect(tagged.verdict.trouble).toMatchObject([{ reason: 'rate-limited' }]);
    made.later(10_000);
  }
  expect(await outcome()).toBe('pass');
  expect(memory.asked.length).toBeLessThan(5);
  memory.instead(() => false);
  made.later(1_500_000);
  expect((await judged(`${memory.host}/app:v1`)).verdict.reason).toBe('no-digest');
});

test('trouble is believed for five seconds, not longer', async () => {
  await signWith(target(), image, {});
  broken();
  expect(await outcome()).toBe('deny');
  memory.instead(() => false);
  expect(await outcome()).toBe('deny');
  made.later(5_100);
  expect(await outcome()).toBe('pass');
});

test('what was shown to one who has a secret is not handed to those who have none', async () => {
  await signWith(target(), image, {});
  const auth = Buffer.from('somebody:secret').toString('base64');
  const config = JSON.stringify({ auths: { [memory.host]: { auth } } });
  const data = { '.dockerconfigjson': Buffer.from(config).toString('base64') };
  made.registry.close();
  made = makeMeans([wantsAda], {
    sources: {
      secrets: { get: async (_, name) => ({ key: `default/${name}`, version: '1', data }) },
    },
  });
  memory.instead(({ headers }, response) => {
    if (headers.authorization === `Basic ${auth}`) return false;
    response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    return true;
  });
  const reference = `${memory.host}/app@${image.digest}`;
  const own = { ...puller, secrets: ['regcred'] };
  const first = await judge({ reference }, own, made.means);
  expect(first.verdict.outcome).toBe('pass');
  expect((await judged()).verdict).toMatchObject({ outcome: 'deny', reason: 'could-not-tell' });
});

test('a tag is denied, and it is said whether there is none or the registry did not tell', async () => {
  const reason = async (name: string) => (await judged(`${memory.host}/${name}`)).verdict;
  expect(await reason('app:v1')).toMatchObject({ outcome: 'deny', reason: 'no-digest' });
  expect(await reason('app:v2')).toMatchObject({
    reason: 'no-digest',
    trouble: [{ message: 'the registry has no such image' }],
  });
  broken();
  expect(await reason('app:v3')).toMatchObject({ outcome: 'deny', reason: 'could-not-tell' });
  expect(await reason('No Image')).toMatchObject({ outcome: 'deny', reason: 'no-reference' });
});
