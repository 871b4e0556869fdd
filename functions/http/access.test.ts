// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deleteGroup } from '../../core/api/groups.ts';
import type { Capability } from '../../core/iam/capabilities.ts';
import { viewer } from '../../core/iam/roles.ts';
import { lineage, newChild, newRoot, type Uidp } from '../../core/iam/uidp.ts';
import type { Documents } from '../../ports/documents/port.ts';
import { type Binding, identities, roles } from '../../store/collections.ts';
import { addBinding, grantsIn } from '../../store/grants.ts';
import { create } from '../../store/kind.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { admit } from './access.ts';

const root = newRoot();
/** A group 20 levels deep. */
let deep: Uidp = root;
while (lineage(deep).length < 20) deep = newChild(deep);
const machine = newChild(root);
const now = new Date(0).toISOString();

let home: Home;
beforeAll(async () => {
  home = await authHome();
  await home.service.documents.transaction(async (transaction) => {
    const claimMatch = { issuer: 'https://ci.example.com', subject: 'job' };
    const described = { name: 'ci', description: '', createdAt: now, updatedAt: now };
    create(transaction, identities, machine, {
      id: machine,
      parent: root,
      claimMatch,
      ...described,
    });
  });
  for (let count = 0; count < 1000; count += 1) await bind(newRoot(), root, viewer.id);
});
afterAll(() => home.close());

const bind = (identity: Uidp, parent: Uidp, role: Uidp) =>
  home.service.documents.transaction(async (transaction) => {
    const held = await grantsIn(transaction, identity, parent);
    const binding: Binding = { id: newChild(parent), parent, identity, role, createdAt: now };
    addBinding(transaction, held, binding);
  });

async function role(name: string, capabilities: Capability[]): Promise<Uidp> {
  const id = newChild(root);
  await home.service.documents.transaction(async (transaction) =>
    create(transaction, roles, id, { id, parent: root, name, description: '', capabilities }),
  );
  return id;
}

/** The documents, and what was read of them. */
function counting(): { documents: Documents; reads: string[] } {
  const { documents } = home.service;
  const reads: string[] = [];
  const counted: Documents = {
    ...documents,
    get: (key) => {
      reads.push(key.collection.name);
      return documents.get(key);
    },
    getAll: (keys) => {
      reads.push(...keys.map(({ collection }) => collection.name));
      return documents.getAll(keys);
    },
    query: (query) => {
      reads.push(`query of ${query.collection.name}`);
      return documents.query(query);
    },
  };
  return { documents: counted, reads };
}

const asks = async (identity: Uidp) => {
  const { documents, reads } = counting();
  const outcome = await admit(documents, identity, deleteGroup, { id: deep }).then(
    () => 'in',
    (error: { code: string }) => error.code,
  );
  return { outcome, reads: reads.sort() };
};

test('a person costs one read, 20 levels deep and among 1,000 bindings', async () => {
  const person = newRoot();
  await bind(person, root, viewer.id);
  expect(await asks(person)).toEqual({ outcome: 'PERMISSION_DENIED', reads: ['grants'] });
  expect(await asks(newRoot())).toEqual({ outcome: 'NOT_FOUND', reads: ['grants'] });
});

test('a machine costs two, and one for each distinct custom role that counts there', async () => {
  const [first, second, unrelated] = [
    await role('first', ['groups.list']),
    await role('second', ['groups.delete']),
    await role('unrelated', ['groups.delete']),
  ];
  await bind(machine, root, viewer.id);
  expect(await asks(machine)).toEqual({
    outcome: 'PERMISSION_DENIED',
    reads: ['grants', 'identities'],
  });
  for (const place of lineage(deep).slice(0, 12)) await bind(machine, place, first);
  await bind(machine, newChild(root), unrelated);
  expect(await asks(machine)).toEqual({
    outcome: 'PERMISSION_DENIED',
    reads: ['grants', 'identities', 'roles'],
  });
  await bind(machine, lineage(deep)[19] ?? deep, second);
  expect(await asks(machine)).toEqual({
    outcome: 'in',
    reads: ['grants', 'identities', 'roles', 'roles'],
  });
});

test('a machine that was deleted is nobody, whatever it is still bound to', async () => {
  const ghost = newChild(root);
  await bind(ghost, root, viewer.id);
  expect(await asks(ghost)).toEqual({
    outcome: 'UNAUTHENTICATED',
    reads: ['clusters', 'identities'],
  });
});

test('a document of grants that cannot be read lets nobody in', async () => {
  const { documents } = home.service;
  const broken = { ...documents, get: () => Promise.reject(new Error('the disk is gone')) };
  await expect(admit(broken, newRoot(), deleteGroup, { id: deep })).rejects.toThrow('the disk');
});
