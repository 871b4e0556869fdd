// SPDX-License-Identifier: Apache-2.0
import { afterAll, describe, expect, test } from 'vitest';
import { validate } from '../../core/api/auth.ts';
import { listGroups } from '../../core/api/groups.ts';
import {
  createIdentity,
  deleteIdentity,
  listIdentities,
  lookupIdentity,
  updateIdentity,
} from '../../core/api/identities.ts';
import {
  createRoleBinding,
  deleteRoleBinding,
  listRoleBindings,
} from '../../core/api/role-bindings.ts';
import { createRole } from '../../core/api/roles.ts';
import type { Capability } from '../../core/iam/capabilities.ts';
import { editor, gulfstream, owner as ownerRole, viewer } from '../../core/iam/roles.ts';
import { newChild, type Uidp } from '../../core/iam/uidp.ts';
import { bearer } from '../../test/fixtures/caller.ts';
import { machinesAtHome } from '../../test/fixtures/machines.ts';
import { organisation } from '../../test/fixtures/organisation.ts';

const { home, ours, theirs, team, ci, machine, assumes, close } = await machinesAtHome();
afterAll(close);

async function logIn(identity: Uidp) {
  const token = await ci.token({ sub: 'job', aud: home.url });
  const { body } = await home.call('POST', '/sts/exchange', token, { identity });
  return bearer(home.url, String(body['token']));
}

describe('a machine identity', () => {
  test('may do nothing until it is bound, and then what it is bound to', async () => {
    const { id } = await ours.owner.does(createIdentity, machine());
    const job = await logIn(id);
    expect((await job.does(validate, {})).capabilities).toEqual([]);
    const roleBinding = { identity: id, role: viewer.id };
    const bound = await ours.owner.does(createRoleBinding, { parent: team, roleBinding });
    expect(bound.identityName).toBe('ci');
    expect((await job.does(listGroups, {})).items).toMatchObject([{ id: team }]);
    await ours.owner.does(deleteRoleBinding, { id: bound.id });
    expect((await job.does(listGroups, {})).items).toEqual([]);
  });

  test('is bound as it is made, by one who may give the role', async () => {
    const { id } = await ours.owner.does(createIdentity, machine({ subject: 'job' }, editor.id));
    expect((await (await logIn(id)).does(validate, {})).capabilities).toMatchObject([
      { group: team, role: 'editor' },
    ]);
    const maker = await ours.owner.does(createRole, {
      parent: ours.root,
      role: { name: 'maker', capabilities: ['identity.create', ...viewer.capabilities] },
    });
    const caller = await ours.joined('maker', maker);
    expect(await caller.tries(createIdentity, machine())).toBe(200);
    const refused = await caller.fails(createIdentity, machine({ subject: 'job' }, viewer.id));
    expect(refused.message).toBe(`you lack role_bindings.create at ${team}`);
    const wanted = machine({ subject: 'job' }, ownerRole.id);
    expect((await caller.fails(createIdentity, wanted)).status).toBe(403);
    const cluster = machine({ subject: 'job' }, gulfstream.id);
    expect((await ours.owner.fails(createIdentity, cluster)).status).toBe(403);
  });

  test('that is deleted is refused with the tokens it has, and its bindings are gone', async () => {
    const { id } = await ours.owner.does(createIdentity, machine({ subject: 'job' }, viewer.id));
    const roleBinding = { identity: id, role: viewer.id };
    await ours.owner.does(createRoleBinding, { parent: ours.root, roleBinding });
    const job = await logIn(id);
    await job.does(validate, {});
    await ours.owner.does(deleteIdentity, { id });
    for (const endpoint of [validate, listGroups, listIdentities]) {
      expect((await job.fails(endpoint, {})).status).toBe(401);
    }
    expect(await assumes(id, {})).toBe(401);
    expect((await ours.owner.does(listRoleBindings, { identity: id })).items).toEqual([]);
    expect((await ours.owner.fails(deleteIdentity, { id })).status).toBe(404);
  });

  test('that is the last owner of a root stays', async () => {
    const org = await organisation(home, 'machine-owned');
    const job = await org.owner.does(
      createIdentity,
      machine({ subject: 'job' }, ownerRole.id, org.root),
    );
    const { items } = await org.owner.does(listRoleBindings, { identity: org.owner.id });
    const asMachine = await logIn(job.id);
    await asMachine.does(deleteRoleBinding, { id: items[0]?.id ?? org.root });
    const refused = await asMachine.fails(deleteIdentity, { id: job.id });
    expect(refused.message).toBe(`the last owner of ${org.root} stays`);
  });

  test('keeps its claims out of the hands of one who holds less than it does', async () => {
    const capabilities: Capability[] = ['identity.update', ...viewer.capabilities];
    const role = { name: 'updater', capabilities };
    const updater = await ours.joined(
      'updater',
      await ours.owner.does(createRole, { parent: ours.root, role }),
    );
    const { id } = await ours.owner.does(createIdentity, machine({ subject: 'job' }, editor.id));
    const claimMatch = { issuer: ci.url, subject: 'mine' };
    expect(await updater.tries(updateIdentity, { id, claimMatch })).toBe(403);
    expect(await updater.tries(updateIdentity, { id, name: 'renamed' })).toBe(200);
    expect(await assumes(id, { sub: 'mine' })).toBe(403);
    const weak = await ours.owner.does(createIdentity, machine({ subject: 'job' }, viewer.id));
    expect(await updater.tries(updateIdentity, { id: weak.id, claimMatch })).toBe(200);
    expect(await assumes(weak.id, { sub: 'mine' })).toBe(200);
    expect(await assumes(weak.id, { sub: 'job' })).toBe(403);
  });
});

test('identities are found by id, name and place, by those who may list them', async () => {
  const request = machine();
  const named = { ...request, identity: { ...request.identity, name: 'found' } };
  const { id } = await ours.owner.does(createIdentity, named);
  const ids = async (filters: object, caller = ours.viewer) =>
    (await caller.does(listIdentities, filters)).items.map((each) => each.id);
  expect(await ids({ name: 'found' })).toEqual([id]);
  expect(await ids({ id })).toEqual([id]);
  expect(await ids({ id, 'uidp.childrenOf': ours.root })).toEqual([]);
  expect(await ids({ 'uidp.descendantsOf': team })).toContain(id);
  expect(await ids({ id }, theirs.owner)).toEqual([]);
  const { nextPageToken: pageToken = '' } = await ours.owner.does(listIdentities, { pageSize: 1 });
  expect(await theirs.owner.tries(listIdentities, { pageToken })).toBe(400);
});

test('identities and groups of others, and those that are not there, are not touched', async () => {
  const { id } = await ours.owner.does(createIdentity, machine());
  expect(await theirs.owner.tries(updateIdentity, { id, name: 'taken' })).toBe(404);
  expect(await theirs.owner.tries(deleteIdentity, { id })).toBe(404);
  expect(await theirs.owner.tries(createIdentity, machine())).toBe(404);
  const gone = newChild(team);
  expect(await ours.owner.tries(createIdentity, { ...machine(), parent: gone })).toBe(404);
  expect(await ours.owner.tries(updateIdentity, { id: gone, name: 'x' })).toBe(404);
});

test('people may look up their own id only', async () => {
  const { act } = await ours.viewer.does(validate, {});
  const own = { issuer: act?.iss ?? '', subject: act?.sub ?? '' };
  expect(await ours.viewer.does(lookupIdentity, own)).toEqual({ id: ours.viewer.id });
  expect((await ours.owner.fails(lookupIdentity, own)).status).toBe(404);
});
