// SPDX-License-Identifier: Apache-2.0
import { type Cluster, listClusters } from '../../core/api/clusters.ts';
import { Failure } from '../../core/errors.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import type { App } from '../app.ts';
import { named } from './named.ts';
import { only } from './only.ts';

/** The uid of a namespace: how whoever has kubectl knows a cluster. */
const uid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The id of the cluster that is named: by its id, its name, or the uid of its namespace gulfstream; or of the one chosen. */
export async function clusterNamed(app: App, given: string | undefined): Promise<Uidp> {
  const client = await app.client();
  const list = 'chainctl cluster list';
  if (given !== undefined && uid.test(given)) {
    const [found, other] = (await client.call(listClusters, { remoteId: given })).items;
    if (found !== undefined && other === undefined) return found.id;
    throw new Failure(
      found === undefined ? 'NOT_FOUND' : 'INVALID_ARGUMENT',
      found === undefined
        ? `there is no cluster ${given} that you can see`
        : `several organisations have a cluster ${given}; name it by its own id`,
      { place: 'CLUSTER', next: list },
    );
  }
  const candidates = async () =>
    (await client.all(listClusters, {})).map(({ id, name, remoteId }) => ({
      id,
      name,
      hint: remoteId,
    }));
  return named(app, { noun: 'cluster', list, place: 'CLUSTER', candidates }, given);
}

/** The cluster that is named, as `clusterNamed` finds it, with what its agent said last. */
export async function clusterFound(app: App, given: string | undefined): Promise<Cluster> {
  const id = await clusterNamed(app, given);
  return only((await (await app.client()).call(listClusters, { id })).items, id);
}
