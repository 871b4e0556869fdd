// SPDX-License-Identifier: Apache-2.0
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { Cluster } from '../../../core/api/clusters.ts';
import { Badge } from '../../parts/badge.tsx';
import { Empty } from '../../parts/empty.tsx';
import { List, type ListColumn } from '../../parts/list.tsx';
import { Moment } from '../../parts/moment.tsx';
import { ImageName } from '../images/image-name.tsx';
import { standingOf, standings } from '../images/standing.ts';
import { type Filters, standsAs } from './filters.ts';
import type { Row } from './row.ts';

/** The images of a cluster that were asked for, the worst first. */
export function Records({
  of: cluster,
  rows,
  filters,
}: {
  of: Cluster;
  rows: Row[];
  filters: Filters;
}) {
  const { standing } = filters;
  const items = useMemo(
    () => rows.filter(standsAs({ ...(standing && { standing }) })).sort(worstFirst),
    [rows, standing],
  );
  const narrowed = Object.keys(filters).length > 0;
  return (
    <List
      title="Images"
      items={items}
      columns={columns}
      to={({ id }) => `/images/${id}`}
      empty={narrowed ? <NothingOfTheKind /> : <NothingYet cluster={cluster} />}
    />
  );
}

const rank = (row: Row): number => standings.findIndex(({ kind }) => kind === standingOf(row).kind);
const worstFirst = (a: Row, b: Row): number => rank(a) - rank(b) || (a.image < b.image ? -1 : 1);

const columns: ListColumn<Row>[] = [
  {
    id: 'image',
    title: 'Image',
    share: 3,
    show: ({ image }) => <ImageName image={image} />,
    order: ({ image }) => image,
  },
  {
    id: 'standing',
    title: 'Standing',
    show: (row) => {
      const { tone, word } = standingOf(row);
      return <Badge tone={tone}>{word}</Badge>;
    },
    order: rank,
  },
  {
    id: 'policies',
    title: 'Policies',
    wide: true,
    share: 1.5,
    show: (row) => <Short text={policiesIn(row)} />,
    order: policiesIn,
  },
  {
    id: 'workloads',
    title: 'Runs as',
    wide: true,
    share: 1.5,
    show: (row) => <Short text={workloadsIn(row)} />,
    order: workloadsIn,
  },
  {
    id: 'new',
    title: 'First seen',
    wide: true,
    show: ({ firstSeen }) => <Moment at={firstSeen} />,
    order: ({ firstSeen }) => firstSeen,
  },
];

const Short = ({ text }: { text: string }) => (
  <span className="short" title={text}>
    {text}
  </span>
);

/** Which policies it fails, or else which it passes. */
function policiesIn({ policies }: Row): string {
  const failed = policies.filter(({ outcome }) => outcome === 'fail');
  return (failed.length > 0 ? failed : policies).map(({ name }) => name).join(', ');
}

/** Who runs it. */
function workloadsIn({ workloads }: Row): string {
  return workloads.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`).join(', ');
}

const NothingOfTheKind = () => (
  <Empty>
    No image here is of that kind. <Link to="?">Show all</Link>
  </Empty>
);

function NothingYet({ cluster }: { cluster: Cluster }) {
  if (cluster.lastSeen === undefined) {
    return (
      <Empty command="chainctl cluster doctor">
        The agent has not reported yet. It does within seconds of its installation; if it does not,
        this finds out why:
      </Empty>
    );
  }
  return (
    <Empty command="kubectl run hello --image=nginx">
      No image runs there that the agent looks after. Anything that you run is here within seconds:
    </Empty>
  );
}
