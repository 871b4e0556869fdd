// SPDX-License-Identifier: Apache-2.0
import { group, type updateGroup } from '../../core/api/groups.ts';
import { change } from '../../store/change.ts';
import { groups } from '../../store/collections.ts';
import { find, put } from '../../store/kind.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

/** Changes what is given, leaves the rest. */
export const update: Handler<typeof updateGroup> = ({ id, ...given }, { service, author }) =>
  change(
    service,
    author,
    'dev.chainguard.api.iam.group.updated.v1',
    async (transaction, record, now) => {
      const before = await find(transaction, groups, id);
      if (before === undefined) throw absent(id);
      const { name = before.name, description = before.description } = given;
      const after = { ...before, name, description, updatedAt: now };
      put(transaction, groups, id, after);
      record(id, id, { name, description });
      return group.parse(after);
    },
  );
