// SPDX-License-Identifier: Apache-2.0
import '../../look/cluster.css';
import { useQuery } from '@tanstack/react-query';
import { type Cluster, listClusters } from '../../../core/api/clusters.ts';
import { every } from '../../api/queries.ts';
import { Empty } from '../../parts/empty.tsx';
import { Page } from '../../parts/page.tsx';
import { Read } from '../../parts/read.tsx';
import { Agent } from './agent.tsx';
import { Applies } from './applies.tsx';
import { Contents } from './contents.tsx';
import { Manage } from './manage.tsx';

const up = [{ title: 'Clusters', to: '/clusters' }];

/** One cluster, by its id or by the uid of its namespace: its agent, its policies, what runs there. */
export default function ClusterPage({ id }: { id: string }) {
  const named = id.includes('/') ? { id } : { remoteId: id };
  const found = useQuery(every(listClusters, named));
  return (
    <Read from={found}>
      {([cluster]) => (cluster === undefined ? <Missing /> : <Known cluster={cluster} />)}
    </Read>
  );
}

const Known = ({ cluster }: { cluster: Cluster }) => (
  <Page title={cluster.name} up={up} actions={<Manage cluster={cluster} />}>
    {cluster.description !== '' && <p className="about">{cluster.description}</p>}
    <div className="sheets">
      <Agent of={cluster} />
      <Applies to={cluster} />
    </div>
    <Contents of={cluster} />
  </Page>
);

const Missing = () => (
  <Page title="No such cluster" up={up}>
    <Empty command="chainctl cluster list">
      There is no cluster with this id, or you may not see it. Those that you may see:
    </Empty>
  </Page>
);
