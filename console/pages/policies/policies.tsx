// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'wouter';
import { listGroups } from '../../../core/api/groups.ts';
import { countClusters, listPolicies } from '../../../core/api/policies.ts';
import { listRecords } from '../../../core/api/records.ts';
import type { Uidp } from '../../../core/iam/uidp.ts';
import { mayAt, useWho } from '../../api/may.ts';
import { every, one } from '../../api/queries.ts';
import { Choice } from '../../parts/fields.tsx';
import { List } from '../../parts/list.tsx';
import { Page } from '../../parts/page.tsx';
import { Read } from '../../parts/read.tsx';
import { columnsFor } from './columns.tsx';
import { NoPolicies } from './no-policies.tsx';
import { failingOf, pathOf } from './standing.tsx';

/** All policies that one may see; or those in force in one group, its own and those from above. */
export default function Policies() {
  const [search, setSearch] = useSearchParams();
  const group = search.get('group') ?? undefined;
  const policies = useQuery(every(listPolicies, group === undefined ? {} : { group }));
  const groups = useQuery(every(listGroups, {}));
  const live = useQuery(one(countClusters, {}));
  const violations = useQuery(every(listRecords, { violations: 'true' }));
  const { data: who } = useWho();

  const known = groups.data ?? [];
  const path = (id: Uidp) => pathOf(known, id);
  const options = [
    { id: everywhere, title: 'All groups' },
    ...known.map(({ id }): { id: string; title: string } => ({ id, title: path(id) })),
  ];
  const mayWrite = known.some(({ id }) => mayAt(who, 'policy.create', id));
  return (
    <Page
      title="Policies"
      actions={
        mayWrite && (
          <Link
            to={group === undefined ? '/policies/new' : `/policies/new?group=${group}`}
            className="button primary"
          >
            New policy
          </Link>
        )
      }
    >
      {known.length > 1 && (
        <div className="filters">
          <Choice
            key={group}
            name="group"
            label="In force in"
            options={options}
            initial={group ?? everywhere}
            onChange={(id) => setSearch(id === everywhere ? {} : { group: id })}
          />
        </div>
      )}
      <Read from={policies}>
        {(items) => (
          <List
            title="Policies"
            items={items.toSorted((a, b) => a.name.localeCompare(b.name))}
            columns={columnsFor({
              path,
              group,
              live: live.data?.items,
              failing: (policy) => violations.data && failingOf(violations.data, policy).length,
            })}
            to={({ id }) => `/policies/${id}`}
            empty={<NoPolicies group={known.find(({ id }) => id === group)} all={known} />}
          />
        )}
      </Read>
    </Page>
  );
}

/** Stands for no group in particular. */
const everywhere = 'all';
