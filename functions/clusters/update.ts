// SPDX-License-Identifier: Apache-2.0
import type { updateCluster } from '../../core/api/clusters.ts';
import { change } from '../../store/change.ts';
import { clusters } from '../../store/collections.ts';
import { find, put } from '../../store/kind.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';
import { seen } from './seen.ts';

const type = 'dev.chainguard.api.tenant.cluster.updated.v1';

/** Changes what a cluster is called; what proves it, its agent alone changes. */
export const update: Handler<typeof updateCluster> = async (request, { service, author }) => {
  const { id, name, description } = request;
  const renamed = await change(service, author, type, async (transaction, record) => {
    const before = await find(transaction, clusters, id);
    if (before === undefined) throw absent(id);
    const after = {
      ...before,
      name: name ?? before.name,
      description: description ?? before.description,
    };
    put(transaction, clusters, id, after);
    record(id, before.group, { name: after.name, description: after.description });
    return after;
  });
  const [shown] = await seen(service.documents, [renamed]);
  if (shown === undefined) throw absent(id);
  return shown;
};
