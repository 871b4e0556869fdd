// SPDX-License-Identifier: Apache-2.0
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { Link, useSearchParams } from 'wouter';
import type { Cluster } from '../../../core/api/clusters.ts';
import { listRecords, type Record } from '../../../core/api/records.ts';
import { every } from '../../api/queries.ts';
import { Read } from '../../parts/read.tsx';
import { Denials } from './denials.tsx';
import { FilterBar } from './filter-bar.tsx';
import { askedOf, filtersIn, isOf, queryWith } from './filters.ts';
import { Records } from './records.tsx';
import { rowsOf } from './row.ts';
import { Workloads } from './workloads.tsx';

const views = [
  ['images', 'Images'],
  ['workloads', 'Workloads'],
  ['refused', 'Refused'],
] as const;

/** What runs in a cluster: its images, or its workloads with their images; and what may not run there. */
export function Contents({ of: cluster }: { of: Cluster }) {
  const [query] = useSearchParams();
  const filters = filtersIn(query);
  const { policy } = filters;
  const records = useQuery({
    ...every(listRecords, askedOf(cluster.id, filters)),
    // The same function as long as the same is asked for: its result stays the same object too.
    select: useCallback((all: Record[]) => rowsOf(all.filter(isOf(policy))), [policy]),
    placeholderData: keepPreviousData,
  });
  const view = views.find(([name]) => name === query.get('view'))?.[0] ?? 'images';
  return (
    <section aria-labelledby="contents">
      <h2 id="contents">What runs there</h2>
      <nav className="views" aria-label="View">
        {views.map(([name, title]) => (
          <Link
            key={name}
            to={queryWith(query, {
              view: name === 'images' ? undefined : name,
              standing: undefined,
            })}
            aria-current={name === view ? 'page' : undefined}
          >
            {title}
          </Link>
        ))}
      </nav>
      {view === 'refused' ? (
        <Denials of={cluster} />
      ) : (
        <>
          <FilterBar cluster={cluster} rows={records.data} view={view} />
          <Read from={records}>
            {(rows) =>
              view === 'images' ? (
                <Records of={cluster} rows={rows} filters={filters} />
              ) : (
                <Workloads of={cluster} rows={rows} filters={filters} />
              )
            }
          </Read>
        </>
      )}
    </section>
  );
}
