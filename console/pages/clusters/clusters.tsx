// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { type Cluster, listClusters } from '../../../core/api/clusters.ts';
import { listRecords } from '../../../core/api/records.ts';
import { every } from '../../api/queries.ts';
import { Empty } from '../../parts/empty.tsx';
import { List, type ListColumn } from '../../parts/list.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Page } from '../../parts/page.tsx';
import { Read } from '../../parts/read.tsx';
import { FailingCount } from '../images/failing-count.tsx';
import { Health, healthOf } from './health.tsx';

/** All clusters that one may see: which are there, and in which something runs that no policy passes. */
export default function Clusters() {
  const clusters = useQuery(every(listClusters, {}));
  const violations = useQuery(every(listRecords, { violations: 'true' }));
  const failing = Map.groupBy(violations.data ?? [], ({ cluster }): string => cluster.id);
  return (
    <Page title="Clusters">
      <Read from={clusters}>
        {(items) => (
          <List
            title="Clusters"
            items={items}
            columns={columns((id) => violations.data && (failing.get(id)?.length ?? 0))}
            to={({ id }) => `/clusters/${id}`}
            empty={
              <Empty command="chainctl cluster install --group GROUP">
                No cluster is registered yet. With kubectl set to one, type:
              </Empty>
            }
          />
        )}
      </Read>
    </Page>
  );
}

const columns = (failing: (id: string) => number | undefined): ListColumn<Cluster>[] => [
  {
    id: 'name',
    title: 'Name',
    share: 2,
    show: ({ name }) => <b>{name}</b>,
    order: ({ name }) => name,
  },
  {
    id: 'agent',
    title: 'Agent',
    show: (cluster) => <Health of={cluster} />,
    order: (cluster) => healthOf(cluster, Date.now()).word,
  },
  {
    id: 'violations',
    title: 'Violations',
    show: ({ id }) => <FailingCount count={failing(id)} />,
    order: ({ id }) => failing(id) ?? 0,
  },
  {
    id: 'seen',
    title: 'Seen',
    wide: true,
    show: ({ lastSeen }) => <Moment at={lastSeen} />,
    order: ({ lastSeen }) => lastSeen ?? '',
  },
];
