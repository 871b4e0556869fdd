// SPDX-License-Identifier: Apache-2.0
import { useMemo } from 'react';
import type { Cluster } from '../../../core/api/clusters.ts';
import { Badge } from '../../parts/badge.tsx';
import { Empty } from '../../parts/empty.tsx';
import { List, type ListColumn } from '../../parts/list.tsx';
import { standingOf, standings } from '../images/standing.ts';
import type { Filters } from './filters.ts';
import type { Row } from './row.ts';

/** A workload with the images that it runs. */
interface Workload {
  /** `<kind>/<namespace>/<name>` */
  id: string;
  kind: string;
  namespace: string;
  name: string;
  images: Row[];
}

/** Which workload runs which images; each leads to those images. */
export function Workloads({
  of: cluster,
  rows,
  filters,
}: {
  of: Cluster;
  rows: Row[];
  filters: Filters;
}) {
  const items = useMemo(() => workloadsOf(rows), [rows]);
  const only = items.filter(({ id }) => filters.workload === undefined || id === filters.workload);
  return (
    <List
      title="Workloads"
      items={only}
      columns={columns}
      to={({ id }) => `/clusters/${cluster.id}?${new URLSearchParams({ workload: id })}`}
      empty={
        <Empty command={`chainctl cluster workloads list ${cluster.id}`}>
          Nothing runs there that is known. In a terminal, the same is:
        </Empty>
      }
    />
  );
}

function workloadsOf(rows: Row[]): Workload[] {
  const found = new Map<string, Workload>();
  for (const row of rows.filter(({ running }) => running)) {
    for (const { kind, namespace, name } of row.workloads) {
      const id = `${kind}/${namespace}/${name}`;
      const known = found.get(id) ?? { id, kind, namespace, name, images: [] };
      known.images.push(row);
      found.set(id, known);
    }
  }
  return [...found.values()].sort((a, b) => (inWords(a) < inWords(b) ? -1 : 1));
}

const inWords = ({ kind, namespace, name }: Workload): string => `${namespace}/${name} ${kind}`;

/** How the worst of its images stands. */
const worst = ({ images }: Workload): number =>
  Math.min(
    ...images.map((row) => standings.findIndex(({ kind }) => kind === standingOf(row).kind)),
  );

const columns: ListColumn<Workload>[] = [
  {
    id: 'name',
    title: 'Workload',
    share: 2,
    show: ({ kind, namespace, name }) => (
      <span className="image-name">
        <b>{name}</b>
        <span className="quiet">
          {kind} in {namespace}
        </span>
      </span>
    ),
    order: inWords,
  },
  {
    id: 'worst',
    title: 'Worst image',
    show: (workload) => {
      const standing = standings[worst(workload)];
      return standing && <Badge tone={standing.tone}>{standing.word}</Badge>;
    },
    order: worst,
  },
  {
    id: 'images',
    title: 'Images',
    share: 3,
    wide: true,
    show: (workload) => (
      <span className="short" title={workload.images.map(({ image }) => image).join('\n')}>
        {workload.images.map(({ image }) => image.replace(/@.*/, '')).join(', ')}
      </span>
    ),
    order: ({ images }) => images.length,
  },
];
