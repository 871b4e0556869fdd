// SPDX-License-Identifier: Apache-2.0
import type { deleteCluster } from '../../core/api/clusters.ts';
import { change } from '../../store/change.ts';
import { clusterStates, clusters, departed } from '../../store/collections.ts';
import { at, find, put } from '../../store/kind.ts';
import { claimOf } from '../../store/registration.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

const type = 'dev.chainguard.api.tenant.cluster.deleted.v1';

/**
 * Deletes a cluster, and gives its remote id back. The tokens of its agent end with the document; what
 * its agent recorded is cleared away by `sweep`.
 */
export const remove: Handler<typeof deleteCluster> = ({ id }, { service, author }) =>
  change(service, author, type, async (transaction, record, now) => {
    const cluster = await find(transaction, clusters, id);
    if (cluster === undefined) throw absent(id);
    transaction.delete(at(clusters, id));
    transaction.delete(at(clusterStates, id));
    put(transaction, departed, id, { cluster: id, at: now });
    transaction.delete(claimOf(id, cluster.remoteId));
    record(id, cluster.group, { name: cluster.name, remoteId: cluster.remoteId });
    return {};
  });
