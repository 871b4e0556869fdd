// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useSearchParams } from 'wouter';
import type { Cluster } from '../../../core/api/clusters.ts';
import { listPolicies } from '../../../core/api/policies.ts';
import { every } from '../../api/queries.ts';
import { standingOf, standings } from '../images/standing.ts';
import { filtersIn, queryWith } from './filters.ts';
import type { Row } from './row.ts';
import { Search } from './search.tsx';

/** What narrows the view: a part of the image's name, a policy, a workload, how an image stands. */
export function FilterBar({
  cluster,
  rows,
  view,
}: {
  cluster: Cluster;
  rows: Row[] | undefined;
  view: 'images' | 'workloads';
}) {
  const [query] = useSearchParams();
  const [, navigate] = useLocation();
  const { image = '', policy = '', workload } = filtersIn(query);
  const change = (changes: Parameters<typeof queryWith>[1]) =>
    navigate(queryWith(query, changes), { replace: true });
  return (
    <>
      <search className="narrowing">
        <Search label="Image" value={image} onChange={(text) => change({ image: text })} />
        <label>
          Policy
          <select value={policy} onChange={({ target }) => change({ policy: target.value })}>
            <option value="">Any</option>
            <Policies of={cluster} and={policy} />
          </select>
        </label>
        {workload !== undefined && (
          <Link className="chosen" to={queryWith(query, { workload: undefined })}>
            {workload} <span aria-hidden="true">✕</span>
            <span className="unseen">, no longer only this workload</span>
          </Link>
        )}
      </search>
      {view === 'images' && <Standings rows={rows} query={query} />}
    </>
  );
}

/** The names to choose from: policies that apply, and the one that is chosen. */
function Policies({ of: cluster, and }: { of: Cluster; and: string }) {
  const { data = [] } = useQuery(every(listPolicies, { group: cluster.group }));
  const names = data.filter(({ kind }) => kind === 'ClusterImagePolicy').map(({ name }) => name);
  return [...new Set([...names, ...(and === '' ? [] : [and])])]
    .sort()
    .map((name) => <option key={name}>{name}</option>);
}

/** A choice of how images stand, each with how many do. */
function Standings({ rows, query }: { rows: Row[] | undefined; query: URLSearchParams }) {
  const chosen = filtersIn(query).standing;
  const counts = Map.groupBy(rows ?? [], (row) => standingOf(row).kind);
  const choices = [{ kind: undefined, word: 'All' }, ...standings];
  return (
    <nav className="standings" aria-label="Standing">
      {choices.map(({ kind, word }) => (
        <Link
          key={word}
          to={queryWith(query, { standing: kind })}
          replace
          aria-current={kind === chosen ? 'true' : undefined}
        >
          {word}{' '}
          <b>{rows && (kind === undefined ? rows.length : (counts.get(kind)?.length ?? 0))}</b>
        </Link>
      ))}
    </nav>
  );
}
