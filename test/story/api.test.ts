// SPDX-License-Identifier: Apache-2.0
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { type LocalHome, startLocal } from '../../functions/local.ts';
import { documentsAt } from '../fixtures/documents.ts';

let home: LocalHome;
let data: string;
const start = () => {
  const documents = documentsAt(join(data, 'documents.db'));
  return startLocal({ data, documents, port: 0, loginProviders: [], log: () => undefined });
};

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'enforce-story-'));
  home = await start();
});
afterAll(() => home.close());

async function call(method: string, path: string, token: string, body?: object) {
  const answer = await fetch(home.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: z.record(z.string(), z.json()).parse(await answer.json()) };
}

async function login(email: string): Promise<string> {
  const form = new URLSearchParams({ email });
  const upstream = await (
    await fetch(`${home.url}/dev/token`, { method: 'POST', body: form })
  ).text();
  return String((await call('POST', '/sts/exchange', upstream, {})).body['token']);
}

const sample = `apiVersion: policy.sigstore.dev/v1alpha1
kind: ClusterImagePolicy
metadata:
  name: sample-policy
spec:
  images:
  - glob: "gcr.io/chainguard-demo/*"
  - glob: \u201cttl.sh/*\u201d
  - glob: "index.docker.io/*"
  - glob: "index.docker.io/*/*"
  authorities:
  - keyless:
      url: https://fulcio.sigstore.dev
`;

test('a stranger is told to log in', async () => {
  expect((await call('GET', '/iam/v1/groups', 'nonsense')).status).toBe(401);
});

test('a request for another host is refused on the loopback port', async () => {
  const answer = await fetch(`${home.url}/dev/token`, {
    method: 'POST',
    headers: { origin: 'https://evil.example' },
    body: new URLSearchParams({ email: 'a@example.com' }),
  });
  expect(answer.status).toBe(403);
});

test('an owner makes a group, a colleague joins by code, a policy is created, and all outlives a restart', async () => {
  const owner = await login('owner@example.com');
  const group = await call('POST', '/iam/v1/groups', owner, { name: 'tutorial-group' });
  expect(group.status).toBe(200);
  const id = String(group.body['id']);
  const viewer = '1'.padStart(40, '0');
  const invite = await call('POST', `/iam/v1/group_invites/${id}`, owner, { role: viewer });
  const colleague = await login('colleague@example.com');
  expect((await call('GET', `/iam/v1/policies?group=${id}`, colleague)).status).toBe(404);
  const code = invite.body['code'];
  expect((await call('POST', '/auth/v1/register', colleague, { code })).status).toBe(200);
  expect((await call('GET', '/iam/v1/groups', colleague)).body['items']).toHaveLength(1);
  const policy = { document: sample };
  expect((await call('POST', `/iam/v1/policies/${id}`, colleague, policy)).status).toBe(403);
  const made = await call('POST', `/iam/v1/policies/${id}`, owner, policy);
  expect(made.body).toMatchObject({ name: 'sample-policy', kind: 'ClusterImagePolicy' });
  expect(String(made.body['document'])).toContain('glob: "ttl.sh/*"');
  expect((await call('POST', `/iam/v1/policies/${id}`, owner, policy)).status).toBe(409);
  expect((await call('DELETE', `/iam/v1/groups/${id}`, owner)).status).toBe(400);
  await home.close();
  home = await start();
  const again = await login('owner@example.com');
  expect((await call('GET', `/iam/v1/policies?group=${id}`, again)).body['items']).toHaveLength(1);
  const trail = await call('GET', `/events/v1/events?group=${id}`, again);
  expect(trail.body['items']).toHaveLength(4);
});
