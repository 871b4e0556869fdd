// SPDX-License-Identifier: Apache-2.0
import { expect, test, vi } from 'vitest';
import { readDesired } from '../core/api/desired.ts';
import { heartbeat } from '../core/api/ingest.ts';
import { scripted } from '../test/fixtures/kube/scripted.ts';
import { policyDocument } from '../test/fixtures/policy.ts';
import type { ControlPlane } from './control-plane.ts';
import { tellingWhileLeading, whileLeading } from './leading.ts';
import { followDesired } from './sync/follow.ts';
import { reconcile } from './sync/reconcile.ts';

const group = '0'.repeat(40);
const desired = {
  revision: '1',
  group,
  policies: ['a', 'b', 'c'].map((name) => ({
    ...{ id: `${group}/${name.repeat(16)}`, name, digest: `sha256:${name.repeat(64)}` },
    kind: 'ClusterImagePolicy',
  })),
};

/** A cluster without policies, and a leader who sleeps too long while it writes the `last` of some. */
async function sleepingAfter(last: number) {
  const written: string[] = [];
  let leads = true;
  const listeners: ((leads: boolean) => void)[] = [];
  const { kube, close } = await scripted((request, response) => {
    const { method, url = '' } = request;
    const name = url.split('?')[0]?.split('/').at(-1) ?? '';
    if (method === 'PATCH') {
      written.push(name);
      leads = written.length < last;
    }
    const one = method === 'GET' && name.length === 1;
    const list = { metadata: { resourceVersion: '1' }, items: [] };
    response.writeHead(one ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(method === 'GET' ? list : { metadata: { name } }));
  });
  let asked = 0;
  const call: ControlPlane['call'] = async (endpoint) => {
    asked += 1;
    if (asked > 1 || endpoint.id !== readDesired.id) return new Promise(() => undefined);
    return endpoint.response.parse(desired) as never;
  };
  const applied: string[] = [];
  const led = whileLeading(kube, () => leads);
  const sync = followDesired(
    {
      apply: (wanted) => reconcile(led, async (digest) => policyDocument(digest.slice(-1)), wanted),
      watch: () => () => undefined,
    },
    {
      plane: { call },
      leadership: { isLeader: () => leads, onChange: (each) => void listeners.push(each) },
      troubled: () => undefined,
      changed: ({ revision }) => void applied.push(revision),
    },
  );
  const end = async () => {
    sync.stop();
    await close();
  };
  return { written, applied, sync, end };
}

test('whoever slept while it applied policies writes no more of them, and does not say that it did', async () => {
  const { written, applied, sync, end } = await sleepingAfter(2);
  await vi.waitFor(() => expect(written).toEqual(['a', 'b']), 20_000);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(written).toEqual(['a', 'b']);
  expect(applied).toEqual([]);
  expect(sync.applied()).toBeUndefined();
  await end();
});

test('whoever leads all the time writes all of them, and says so', async () => {
  const { written, applied, sync, end } = await sleepingAfter(4);
  await vi.waitFor(() => expect(applied).toEqual(['1']), 20_000);
  expect(written).toEqual(['a', 'b', 'c']);
  expect(sync.applied()).toMatchObject({ revision: '1', failing: [] });
  await end();
});

test('whoever leads no more tells the control plane nothing', async () => {
  let leads = true;
  let told = 0;
  const call: ControlPlane['call'] = async ({ response }) => {
    told += 1;
    return response.parse({ sequence: 0, next: 60 }) as never;
  };
  const plane = tellingWhileLeading({ call }, () => leads);
  const request = {
    agentVersion: '1',
    version: 'v1',
    profiles: ['observer' as const],
    sequence: 0,
  };
  await plane.call(heartbeat, request);
  leads = false;
  await expect(plane.call(heartbeat, request)).rejects.toMatchObject({ code: 'ABORTED' });
  expect(told).toBe(1);
});
