// SPDX-License-Identifier: Apache-2.0
import { type Cluster, cluster } from '../../core/api/clusters.ts';
import { shownAs } from '../../core/api/shown.ts';
import type { Reader } from '../../ports/documents/port.ts';
import { type ClusterState, clusterStates, type StoredCluster } from '../../store/collections.ts';
import { at } from '../../store/kind.ts';

const shown = shownAs(cluster);

/** The clusters as the API shows them: as registered, with what their agents said last; one read each. */
export async function seen(reader: Reader, registered: StoredCluster[]): Promise<Cluster[]> {
  if (registered.length === 0) return [];
  const states = await reader.getAll(registered.map(({ id }) => at(clusterStates, id)));
  return registered.map((each, index) => {
    // Written by our own heartbeats, so it is not checked again.
    const state = states[index]?.data as ClusterState | undefined;
    return shown({ ...each, profiles: [], activity: {}, ...state });
  });
}
