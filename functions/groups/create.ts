// SPDX-License-Identifier: Apache-2.0
import type { createGroup, createRootGroup } from '../../core/api/groups.ts';
import { Failure } from '../../core/errors.ts';
import { owner } from '../../core/iam/roles.ts';
import { deepestGroup, depthOf, newChild, newRoot, type Uidp } from '../../core/iam/uidp.ts';
import { change } from '../../store/change.ts';
import { groups } from '../../store/collections.ts';
import { addBinding, grantsIn } from '../../store/grants.ts';
import { find, create as write } from '../../store/kind.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

const created = 'dev.chainguard.api.iam.group.created.v1';

/** Makes a root and binds its maker to it as owner. */
export const createRoot: Handler<typeof createRootGroup> = (
  { group },
  { service, author, principal },
) =>
  change(service, author, created, async (transaction, record, now) => {
    const id = newRoot();
    const held = await grantsIn(transaction, principal.identity, id);
    const made = { id, ...group, createdAt: now, updatedAt: now };
    write(transaction, groups, id, { ...made, parent: '' });
    addBinding(transaction, held, {
      id: newChild(id),
      parent: id,
      identity: principal.identity,
      role: owner.id,
      createdAt: now,
    });
    record(id, id, made);
    return made;
  });

/** Makes a group below one that is there. */
export const create: Handler<typeof createGroup> = ({ parent, group }, { service, author }) =>
  change(service, author, created, async (transaction, record, now) => {
    if ((await find(transaction, groups, parent)) === undefined) throw absent(parent);
    if (depthOf(parent) >= deepestGroup) throw tooDeep(parent);
    const id = newChild(parent);
    const made = { id, ...group, createdAt: now, updatedAt: now };
    write(transaction, groups, id, { ...made, parent });
    record(id, id, made);
    return made;
  });

const tooDeep = (parent: Uidp): Failure =>
  new Failure(
    'FAILED_PRECONDITION',
    `${parent} is ${deepestGroup} groups deep; none fits below it`,
    {
      place: 'parent',
      next: 'chainctl iam groups create NAME --parent GROUP, with a group that is higher up',
    },
  );
