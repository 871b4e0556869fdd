// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, test } from 'vitest';
import { scripted } from '../../test/fixtures/kube/scripted.ts';
import { keychainsOf, pullerOf } from './credentials.ts';
import { type PullSecrets, pullSecrets } from './pull-secrets.ts';

let asked: string[];
let answer: { status: number; version: string };
let now: number;
let secrets: PullSecrets;
let close: () => Promise<void>;
beforeEach(async () => {
  asked = [];
  answer = { status: 200, version: '1' };
  now = 0;
  const server = await scripted(({ url = '' }, response) => {
    asked.push(url);
    const [, namespace, name = ''] = /namespaces\/([^/]+)\/secrets\/([^/?]+)$/.exec(url) ?? [];
    const status = name === 'absent' ? 404 : answer.status;
    const metadata = { name, namespace, resourceVersion: answer.version };
    const auth = Buffer.from(`${namespace}:${name}`).toString('base64');
    const config = JSON.stringify({ auths: { 'r.example': { auth } } });
    const data = { '.dockerconfigjson': Buffer.from(config).toString('base64') };
    response.writeHead(status).end(JSON.stringify(status === 200 ? { metadata, data } : {}));
  });
  secrets = pullSecrets(server.kube, () => now);
  close = server.close;
});
afterEach(() => close());

test('a secret is read by its name alone, once for all who need it', async () => {
  const all = await Promise.all([1, 2, 3].map(() => secrets.get('team', 'regcred')));
  expect(all.map((each) => each?.version)).toEqual(['1', '1', '1']);
  expect(asked).toEqual(['/api/v1/namespaces/team/secrets/regcred']);
});

test('after a minute it is read anew behind the back of who asks', async () => {
  await secrets.get('team', 'regcred');
  answer.version = '2';
  now = 59_000;
  expect((await secrets.get('team', 'regcred'))?.version).toBe('1');
  now = 61_000;
  expect((await secrets.get('team', 'regcred'))?.version).toBe('1');
  await expect.poll(async () => (await secrets.get('team', 'regcred'))?.version).toBe('2');
  expect(asked).toHaveLength(2);
});

test('it is handed out through an outage, and one that was never read fails', async () => {
  await secrets.get('team', 'regcred');
  answer.status = 500;
  now = 61_000;
  expect((await secrets.get('team', 'regcred'))?.version).toBe('1');
  await expect(secrets.get('team', 'other')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  answer.status = 200;
  expect((await secrets.get('team', 'other'))?.version).toBe('1');
});

test('a secret that is deleted is handed out no more', async () => {
  await secrets.get('team', 'regcred');
  answer.status = 404;
  now = 61_000;
  await secrets.get('team', 'regcred');
  await expect.poll(() => secrets.get('team', 'regcred')).toBeUndefined();
});

test.each(['..', '.', ''])(
  'a pod cannot have anything else read by calling a secret "%s"',
  async (name) => {
    await expect(secrets.get('team', name)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(asked).toEqual([]);
  },
);

test('that there is none is believed for five seconds', async () => {
  expect(await secrets.get('team', 'absent')).toBeUndefined();
  expect(await secrets.get('team', 'absent')).toBeUndefined();
  expect(asked).toHaveLength(1);
  now = 5_100;
  expect(await secrets.get('team', 'absent')).toBeUndefined();
  expect(asked).toHaveLength(2);
});

const sources = () =>
  keychainsOf({
    secrets,
    ofServiceAccount: (namespace, name) => (name === 'builder' ? [`of-${namespace}`] : []),
    ambient: async () => ({ kind: 'bearer', token: 'ambient' }),
  });
const pod = (spec: object) => pullerOf('team', { spec });

test('the pod’s own secrets come first, then its service account’s, then this process’s', async () => {
  const shown = async (spec: object) => {
    const { keychain } = await sources().ofImage(pod(spec));
    return keychain('r.example/app');
  };
  const named = { imagePullSecrets: [{ name: 'absent' }, { name: 'own' }] };
  expect(await shown({ ...named, serviceAccountName: 'builder' })).toMatchObject({
    username: 'team',
    password: 'own',
  });
  expect(await shown({ serviceAccountName: 'builder' })).toMatchObject({ password: 'of-team' });
  expect(await shown({})).toEqual({ kind: 'bearer', token: 'ambient' });
});

test('a source’s secrets are those of the workload’s namespace, then of the policies’', async () => {
  const { keychain } = await sources().ofSource(pod({ imagePullSecrets: [{ name: 'own' }] }), [
    'signer',
  ]);
  expect(await keychain('r.example/app')).toMatchObject({ username: 'team', password: 'signer' });
  expect(asked).toEqual([
    '/api/v1/namespaces/team/secrets/signer',
    '/api/v1/namespaces/cosign-system/secrets/signer',
  ]);
});

test('13: where no pod is known no namespace’s secrets are shown but the policies’', async () => {
  const all = keychainsOf({
    secrets,
    ofServiceAccount: () => ['regcred'],
    ambient: async () => ({ kind: 'bearer', token: 'ambient' }),
  });
  const ofImage = await all.ofImage(undefined);
  expect(await ofImage.keychain('r.example/app')).toEqual({ kind: 'bearer', token: 'ambient' });
  expect(asked).toEqual([]);
  const ofSource = await all.ofSource(undefined, ['signer']);
  expect(await ofSource.keychain('r.example/app')).toMatchObject({ username: 'cosign-system' });
  expect(asked).toEqual(['/api/v1/namespaces/cosign-system/secrets/signer']);
});

test('13: a review that names no namespace has no secret read in any', async () => {
  const pods = pullerOf('', { spec: { imagePullSecrets: [{ name: 'own' }] } });
  await expect(sources().ofImage(pods)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  await expect(sources().ofSource(pods, ['signer'])).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
  });
  expect(asked.filter((each) => !each.includes('/cosign-system/'))).toEqual([]);
});

test('who has no secrets shares a scope; another version of a secret is another', async () => {
  const { ofImage } = sources();
  const scope = async (spec: object) => (await ofImage(pod(spec))).scope;
  expect(await scope({})).toBe('');
  const own = { imagePullSecrets: [{ name: 'own' }] };
  const before = await scope(own);
  answer.version = '2';
  now = 61_000;
  await scope(own);
  await expect.poll(() => scope(own)).not.toBe(before);
});

test('the pods of a workload are found where its kind keeps them', () => {
  const spec = { serviceAccountName: 'builder', imagePullSecrets: [{ name: 'own' }] };
  const workload = { spec: { template: { spec } } };
  const expected = { namespace: 'team', serviceAccount: 'builder', secrets: ['own'] };
  expect(pullerOf('team', workload)).toEqual(expected);
  expect(pullerOf('team', { spec: { jobTemplate: workload } })).toEqual(expected);
  expect(pullerOf('team', {})).toEqual({ ...expected, serviceAccount: 'default', secrets: [] });
});
