// SPDX-License-Identifier: Apache-2.0
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type Denial, listDenials, mostDenials, sendDenials } from '../../core/api/denials.ts';
import { Failure } from '../../core/errors.ts';
import { makeMeans, podWith, reviewOf } from '../../test/fixtures/agent/means.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { type Agent, clusterIn } from '../../test/fixtures/cluster.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';
import { ada, keyless, policyOf } from '../../test/fixtures/policy/pretended.ts';
import { type MemoryRegistry, memoryRegistry } from '../../test/fixtures/registry/memory.ts';
import { pushImage } from '../../test/fixtures/registry/push.ts';
import { validate } from '../admission/validate.ts';
import type { ControlPlane } from '../control-plane.ts';
import { type DenialReports, denialReports } from './denials.ts';

let home: Home;
let ours: Organisation;
let memory: MemoryRegistry;
let image: string;
let own: Agent;
let calls: ControlPlane['call'];
let reports: DenialReports;
let passed = 0;

beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
  memory = await memoryRegistry();
  const { digest } = await pushImage(`${memory.url}/v2/app`, 'one', 'v1');
  image = `${memory.host}/app@${digest}`;
});
beforeEach(async () => {
  own = await clusterIn(home, ours.root);
  calls = (endpoint, request) => own.does(endpoint, request);
  const plane: Pick<ControlPlane, 'call'> = { call: (...asked) => calls(...asked) };
  reports = denialReports(
    plane,
    () => undefined,
    () => passed,
  );
});
afterEach(() => reports.stop());
afterAll(async () => {
  await home.close();
  await memory.close();
});

type Asked = Parameters<typeof reviewOf>[0];
const wanted = (name = 'app', metadata: object = {}): Asked => ({
  name,
  object: { ...podWith([image]), metadata: { name, namespace: 'default', ...metadata } },
});

/** Has such a pod reviewed by a policy that wants images signed by ada, or by none. */
async function reviewed(
  asked: Asked,
  policies = [policyOf({ authorities: [keyless(ada)] }, 'signed')],
) {
  const { means, registry } = makeMeans(policies, { noMatch: 'deny' });
  await validate(reviewOf(asked), means, reports.tell);
  registry.close();
}

/** What people see, once there are so many. */
async function told(count: number): Promise<Denial[]> {
  return vi.waitFor(async () => {
    const { items } = await ours.viewer.does(listDenials, { cluster: own.id, pageSize: 500 });
    expect(items).toHaveLength(count);
    return items;
  }, 20_000);
}

test('what was refused is told: the object, who wanted it, each image with its reason and the cure', async () => {
  await reviewed({ ...wanted(), userInfo: { username: 'ada@example.com' } });
  const [denial] = await told(1);
  expect(denial).toMatchObject({
    operation: 'CREATE',
    object: { kind: 'Pod', namespace: 'default', name: 'app' },
    user: 'ada@example.com',
    times: 1,
    images: [{ image, place: 'spec.containers[0].image', policies: [{ name: 'signed' }] }],
  });
  const message = denial?.images[0]?.policies[0]?.message;
  expect(message).toBe(
    `nobody has signed it (looked in ${memory.host}/app); sign it: cosign sign ${image}`,
  );
});

test('an image that no policy covers says so', async () => {
  await reviewed(wanted(), []);
  const [denial] = await told(1);
  expect(denial?.images).toEqual([
    { image, place: 'spec.containers[0].image', policies: [], message: 'no matching policies' },
  ]);
});

test('a controller that tries again and again is told of once in ten minutes, with how often', async () => {
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: 'app-1',
    uid: 'u',
    controller: true,
  };
  const pod = (name: string) => wanted(name, { ownerReferences: [owner] });
  for (const name of ['app-1-a', 'app-1-b', 'app-1-c']) await reviewed(pod(name));
  expect(await told(1)).toMatchObject([{ owner: { kind: 'ReplicaSet', name: 'app-1' }, times: 1 }]);
  passed += 600_001;
  await reviewed(pod('app-1-d'));
  const [latest] = await told(2);
  expect(latest).toMatchObject({ object: { name: 'app-1-d' }, times: 3 });
});

test('what is let in, and what was only tried, is not told', async () => {
  await reviewed({ ...wanted(), dryRun: true });
  await reviewed(wanted(), [policyOf({ mode: 'warn', authorities: [keyless(ada)] }, 'warn')]);
  await reviewed(wanted('last'));
  expect(await told(1)).toMatchObject([{ object: { name: 'last' } }]);
});

test('through an outage they wait; one that was taken although the answer was lost is there once', async () => {
  let asked = 0;
  calls = async (endpoint, request) => {
    asked += 1;
    if (asked === 1) throw new Failure('UNAVAILABLE', 'down');
    const answer = await own.does(endpoint, request);
    if (asked === 2) throw new Failure('UNAVAILABLE', 'the answer was lost');
    return answer;
  };
  await reviewed(wanted());
  await vi.waitFor(() => expect(asked).toBe(3), 20_000);
  await reviewed(wanted('other'));
  expect((await told(2)).map(({ object }) => object.name)).toEqual(['other', 'app']);
});

test('of a storm the newest five hundred are told, no more than a batch at a time', async () => {
  const batches: number[] = [];
  let open = false;
  calls = async (endpoint, request) => {
    if (!open) throw new Failure('UNAVAILABLE', 'down');
    const { data } = sendDenials.request.safeParse(request);
    batches.push(data?.denials.length ?? 0);
    return own.does(endpoint, request);
  };
  const { means, registry } = makeMeans([], { noMatch: 'deny' });
  for (let index = 0; index < 510; index += 1) {
    const name = `app-${index}`;
    await validate(reviewOf(wanted(name)), means, reports.tell);
  }
  registry.close();
  open = true;
  const all = await told(500);
  expect(Math.max(...batches)).toBe(mostDenials);
  expect(all.map(({ object }) => object.name)).not.toContain('app-0');
  expect(all.map(({ object }) => object.name)).toContain('app-509');
}, 120_000);

test.each(['NOT_FOUND', 'INVALID_ARGUMENT'] as const)(
  'a control plane that answers %s, since it knows nothing of denials or not of such, is not asked again and again',
  async (code) => {
    let asked = 0;
    calls = async () => {
      asked += 1;
      throw new Failure(code, 'there is nothing at /agent/v1/denials');
    };
    await reviewed(wanted());
    await vi.waitFor(() => expect(asked).toBe(1), 20_000);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(asked).toBe(1);
  },
);
