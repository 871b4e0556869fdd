// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { firestoreDocuments } from '../../ports/documents/firestore.ts';
import type { Message } from '../../ports/topics/port.ts';
import { outbox } from '../../store/collections.ts';
import { Browser } from '../fixtures/auth/browser.ts';
import { begin } from '../fixtures/auth/chainctl.ts';
import {
  clientId,
  clientSecret,
  type UpstreamProvider,
  upstreamProvider,
} from '../fixtures/auth/login-provider.ts';
import { missing as missingParts } from '../real/build/cache.ts';
import { type Cloud, startCloud } from '../real/deployed/cloud.ts';
import { missing } from '../real/emulators/java.ts';
import { projectId } from '../real/emulators/pubsub.ts';
import { terraformMissing } from '../real/terraform/terraform.ts';
import { fleetStory } from './fleet.ts';

const absent = missingParts(['fake-gcs-server']);
const lacking =
  missing('firestore') ??
  missing('pubsub') ??
  terraformMissing() ??
  (absent.length === 0 ? undefined : `npm run build:real -- ${absent.join(' ')}`);
const title = `the API's story over what infra/ deploys${lacking ? `, needs ${lacking}` : ''}`;

describe.skipIf(lacking)(title, () => {
  let upstream: UpstreamProvider;
  let cloud: Cloud;
  const published: Message[] = [];
  beforeAll(async () => {
    upstream = await upstreamProvider();
    const { url: issuer } = upstream;
    const provider = { id: 'upstream', name: 'The other', issuer, clientId, clientSecret };
    cloud = await startCloud({
      secrets: {
        ENFORCE_LOGIN_PROVIDERS: JSON.stringify([provider]),
        ENFORCE_COOKIE_KEYS: JSON.stringify(['a secret for tests that is long enough']),
      },
    });
    upstream.start(cloud.url);
    await cloud.pubsub.subscribe('events', 'seen', async (message) => {
      published.push(message);
    });
  });
  afterAll(async () => {
    await cloud?.stop();
    await upstream?.close();
  });

  async function call(method: string, path: string, token: string, body?: object) {
    const answer = await fetch(cloud.url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const json = z.record(z.string(), z.json()).parse(await answer.json());
    return { status: answer.status, body: json };
  }

  /** Logs in with a browser at the provider, as chainctl would have it. */
  async function login(sub: string): Promise<string> {
    Object.assign(upstream.who, { sub, email: `${sub}@example.com` });
    const begun = await begin(cloud);
    return (await begun.finish(await new Browser().open(begun.url))).access_token;
  }

  test('an owner makes a group, a colleague joins by code, a policy is created; each change is published once', async () => {
    const owner = await login('owner');
    const group = await call('POST', '/iam/v1/groups', owner, { name: 'tutorial-group' });
    expect(group.status).toBe(200);
    const id = String(group.body['id']);
    const viewer = '1'.padStart(40, '0');
    const invite = await call('POST', `/iam/v1/group_invites/${id}`, owner, { role: viewer });
    const colleague = await login('colleague');
    expect((await call('GET', `/iam/v1/policies?group=${id}`, colleague)).status).toBe(404);
    const code = invite.body['code'];
    expect((await call('POST', '/auth/v1/register', colleague, { code })).status).toBe(200);
    expect((await call('GET', '/iam/v1/groups', colleague)).body['items']).toHaveLength(1);
    const body = { document };
    expect((await call('POST', `/iam/v1/policies/${id}`, colleague, body)).status).toBe(403);
    const made = await call('POST', `/iam/v1/policies/${id}`, owner, body);
    expect(made.body).toMatchObject({ name: 'sample-policy' });
    expect((await call('POST', `/iam/v1/policies/${id}`, owner, body)).status).toBe(409);
    const trail = await call('GET', `/events/v1/events?group=${id}`, owner);
    const items = z.array(z.looseObject({ id: z.string() })).parse(trail.body['items']);
    expect(items).toHaveLength(4);
    await vi.waitFor(() => expect(published).toHaveLength(4), { timeout: 30_000 });
    expect(new Set(published.map((message) => message.id))).toEqual(
      new Set(items.map((item) => item.id)),
    );
    expect(await left()).toEqual([]);
  });

  test('what a crash left unpublished, sweep publishes; it answers its one caller alone', async () => {
    const id = `9999999999999-${randomUUID()}`;
    const time = new Date(Date.now() - 60_000).toISOString();
    const group = '0'.repeat(40);
    const event = { id, type: 'test', time, subject: group, group, actor: { subject: group } };
    const data = { ...event, from: { address: '', client: '' }, body: {} };
    await documents(async (store) => store.create({ collection: outbox, id }, data));
    const sweep = (token?: string) =>
      fetch(cloud.functions['sweep']?.url ?? '', {
        method: 'POST',
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      });
    expect((await sweep()).status).toBe(401);
    expect(await left()).toEqual([id]);
    const token = await cloud.pubsub.google.token(cloud.scheduled);
    expect((await sweep(token)).status).toBe(204);
    await vi.waitFor(() => expect(published.at(-1)?.id).toBe(id), { timeout: 30_000 });
    expect(await left()).toEqual([]);
  });

  test('from outside nobody reaches sweep, and nobody finds a development login anywhere', async () => {
    expect((await fetch(`${cloud.url}/sweep`, { method: 'POST' })).status).toBe(404);
    const auth = cloud.functions['auth']?.url ?? '';
    for (const url of [cloud.url, auth]) {
      const answer = await fetch(`${url}/dev/token`, {
        method: 'POST',
        body: new URLSearchParams({ email: 'anybody@example.com' }),
      });
      expect(answer.status).toBe(404);
    }
  });

  test('the trail says where a change came from, whatever a client claims', async () => {
    const token = await login('owner');
    await fetch(`${cloud.url}/iam/v1/groups`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'x-forwarded-for': '198.51.100.7',
      },
      body: JSON.stringify({ name: 'from-where' }),
    });
    const groups = await call('GET', '/iam/v1/groups', token);
    const items = z
      .array(z.object({ id: z.string(), name: z.string() }))
      .parse(groups.body['items']);
    const id = items.find(({ name }) => name === 'from-where')?.id;
    const trail = await call('GET', `/events/v1/events?group=${id}`, token);
    expect(JSON.stringify(trail.body)).toMatch(/"address":"(::ffff:)?127\.0\.0\.1"/);
  });

  fleetStory(() => ({ cloud, call, login }));

  test('what the functions log is lines of JSON, and no token or key stands in it', () => {
    for (const { logged, said } of Object.values(cloud.functions)) {
      for (const line of logged()) expect(JSON.parse(line)).toHaveProperty('severity');
      expect(said() + logged().join()).not.toMatch(/eyJ[\w-]{20,}\.|BEGIN [A-Z ]*PRIVATE KEY/);
    }
  });

  const documents = async <T>(
    use: (store: ReturnType<typeof firestoreDocuments>) => Promise<T>,
  ) => {
    process.env['FIRESTORE_EMULATOR_HOST'] = cloud.firestore;
    const store = firestoreDocuments({ project: projectId });
    return use(store).finally(() => store.close());
  };
  const left = () =>
    documents(async (store) =>
      (await store.query({ collection: outbox, limit: 100 })).map((document) => document.id),
    );
});

const document = `apiVersion: policy.sigstore.dev/v1alpha1
kind: ClusterImagePolicy
metadata:
  name: sample-policy
spec:
  images:
  - glob: "gcr.io/chainguard-demo/*"
  authorities:
  - keyless:
      url: https://fulcio.sigstore.dev
`;
