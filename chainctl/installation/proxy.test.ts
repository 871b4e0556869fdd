// SPDX-License-Identifier: Apache-2.0
import { beforeEach, expect, test } from 'vitest';
import type { Kube, KubeObject } from '../../agent/kube.ts';
import { manifests } from '../../agent/manifests/manifests.ts';
import type { AgentProxy } from '../../agent/manifests/proxy.ts';
import { proxyOf, proxyToBe, withdrawProxy } from './proxy.ts';

/** A cluster that has the Deployment of one proxy, or none. */
let deleted: string[] = [];
beforeEach(() => {
  deleted = [];
});
function clusterWith(proxy?: AgentProxy): Kube {
  const { agent } = manifests({
    api: 'https://api.example.com',
    issuer: 'https://api.example.com',
    image: 'image',
    profiles: ['observer'],
    failurePolicy: 'Fail',
    private: false,
    proxy,
  });
  const kube: Partial<Kube> = {
    get: async () => JSON.parse(JSON.stringify(agent)) as KubeObject,
    delete: async (_, name) => deleted.push(name) > 0,
  };
  return kube as Kube;
}
const url = 'http://proxy.example.com:3128';
const secret = 'http://user:word@proxy.example.com:3128';
const before = { url, noProxy: ['.corp.example.com'] };
const revision = expect.stringMatching(/^[0-9a-f-]{36}$/);

test('without flags a proxy stays as it is, with its exceptions, and so do its credentials', async () => {
  expect(await proxyToBe(clusterWith(), {})).toBeUndefined();
  expect(await proxyToBe(clusterWith(before), {})).toEqual(before);
  const hidden = { url: undefined, noProxy: ['a.example'], revision: 'one' };
  expect(await proxyToBe(clusterWith(hidden), {})).toEqual(hidden);
});

test('a flag changes what it names, and leaves the other as it was', async () => {
  const other = { ...before, noProxy: ['a.example', '10.0.0.1'] };
  expect(await proxyToBe(clusterWith(before), { noProxy: 'a.example, 10.0.0.1' })).toEqual(other);
  expect(await proxyToBe(clusterWith(before), { noProxy: '' })).toEqual({ ...before, noProxy: [] });
  const httpsProxy = 'http://other.example.com';
  expect(await proxyToBe(clusterWith(before), { httpsProxy })).toEqual({
    ...before,
    url: httpsProxy,
  });
});

test('credentials that are given make new pods, each time', async () => {
  const first = await proxyToBe(clusterWith(), { httpsProxy: secret, noProxy: 'a.example' });
  expect(first).toEqual({ url: secret, noProxy: ['a.example'], revision });
  const second = await proxyToBe(clusterWith(first), { httpsProxy: secret });
  expect(second).toEqual({ url: secret, noProxy: ['a.example'], revision });
  expect(second?.revision).not.toBe(first?.revision);
});

test('none takes the proxy away, and a Secret that nothing reads any more', async () => {
  const gone = await proxyToBe(clusterWith({ ...before, url: secret }), { httpsProxy: 'none' });
  expect(gone).toBeUndefined();
  await withdrawProxy(clusterWith(), gone);
  await withdrawProxy(clusterWith(), before);
  expect(deleted).toEqual(['egress-proxy', 'egress-proxy']);
  await withdrawProxy(clusterWith(), { url: undefined, noProxy: [] });
  await withdrawProxy(clusterWith(), { url: secret, noProxy: [] });
  expect(deleted).toHaveLength(2);
});

test('exceptions without a proxy are refused', async () => {
  const attempt = { noProxy: 'a.example' };
  await expect(proxyToBe(clusterWith(), attempt)).rejects.toThrow('without a proxy');
  expect(() => proxyOf(attempt)).toThrow('without a proxy');
  expect(proxyOf({})).toBeUndefined();
});
