// SPDX-License-Identifier: Apache-2.0
import { afterAll, expect, test } from 'vitest';
import { createGroup, listGroups, updateGroup } from '../../core/api/groups.ts';
import { newChild } from '../../core/iam/uidp.ts';
import { atHome } from '../../test/fixtures/at-home.ts';

const { home, ours } = await atHome();
afterAll(() => home.close());

test('what is given changes, what is not given stays', async () => {
  const { owner, root } = ours;
  const group = { name: 'before', description: 'kept' };
  const { id, createdAt } = await owner.does(createGroup, { parent: root, group });
  home.later(1000);
  const after = await owner.does(updateGroup, { id, name: 'after' });
  expect(after).toMatchObject({ id, name: 'after', description: 'kept', createdAt });
  expect(after.updatedAt > createdAt).toBe(true);
  expect((await owner.does(updateGroup, { id, description: '' })).name).toBe('after');
  expect((await owner.does(listGroups, { id })).items).toMatchObject([{ description: '' }]);
  expect((await owner.does(listGroups, { name: 'before' })).items).toEqual([]);
});

test('a group that is not there is not changed', async () => {
  const { owner, root } = ours;
  expect((await owner.fails(updateGroup, { id: newChild(root), name: 'x' })).status).toBe(404);
});
