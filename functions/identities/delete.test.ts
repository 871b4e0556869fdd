// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { grants } from '../../store/collections.ts';
import { accessToken, authHome, type Home } from '../../test/fixtures/auth/home.ts';

let home: Home;
let owner: string;
let root: string;
beforeAll(async () => {
  home = await authHome();
  owner = await accessToken(home, 'owner@example.com');
  root = String((await home.call('POST', '/iam/v1/groups', owner, { name: 'many' })).body['id']);
});
afterAll(() => home?.close());

const viewer = '1'.padStart(40, '0');

/** A machine identity below the group with so many bindings at the root. */
async function machine(group: string, bindings: number): Promise<string> {
  const claimMatch = { issuer: 'https://ci.example', subject: 'job' };
  const made = await home.call('POST', `/iam/v1/identities/${group}`, owner, {
    name: `with ${bindings}`,
    claimMatch,
  });
  const id = String(made.body['id']);
  const key = { collection: grants, id: `${id.replaceAll('/', ':')}@${root}` };
  const held = Array.from({ length: bindings }, (_, n) => ({
    id: `${root}/${String(n).padStart(16, '0')}`,
    group: root,
    role: viewer,
  }));
  await home.service.documents.put(key, { identity: id, organisation: root, bindings: held });
  return id;
}

test('an identity goes with as many bindings as one transaction can take away', async () => {
  const id = await machine(root, 496);
  expect((await home.call('DELETE', `/iam/v1/identities/${id}`, owner)).status).toBe(200);
});

test('one with more is refused, with the way on, and stays as it was', async () => {
  const id = await machine(root, 497);
  const { status, body } = await home.call('DELETE', `/iam/v1/identities/${id}`, owner);
  expect(status).toBe(400);
  expect(body).toMatchObject({
    message: `identity ${id} has 497 role bindings, too many to go at once`,
    details: [{ next: `chainctl iam role-bindings list --identity ${id}` }],
  });
  const listed = await home.call('GET', `/iam/v1/identities?id=${id}`, owner);
  expect(listed.body['items']).toHaveLength(1);
});

test('nor does a group go, whose identities have more', async () => {
  const made = await home.call('POST', `/iam/v1/groups/${root}`, owner, { name: 'below' });
  const group = String(made.body['id']);
  await machine(group, 250);
  await machine(group, 250);
  const { status, body } = await home.call('DELETE', `/iam/v1/groups/${group}`, owner);
  expect(status).toBe(400);
  expect(String(body['message'])).toContain('too many role bindings to go at once');
  expect((await home.call('GET', `/iam/v1/groups?id=${group}`, owner)).body['items']).toHaveLength(
    1,
  );
});
