// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { lazy } from 'react';
import { useSearchParams } from 'wouter';
import { listPolicies } from '../../../core/api/policies.ts';
import { every } from '../../api/queries.ts';
import { Empty } from '../../parts/empty.tsx';
import { Page } from '../../parts/page.tsx';
import { Read } from '../../parts/read.tsx';
import { OnePolicy } from './one-policy.tsx';

const EditPolicy = lazy(() => import('./editor/edit-policy.tsx'));

/** One policy, to look at; or to edit, where the address says `edit` or a glob to write. */
export default function Policy({ id }: { id: string }) {
  const [search] = useSearchParams();
  const found = useQuery(every(listPolicies, { id }));
  const editing = search.has('edit') || search.has('glob');
  return (
    <Read from={found}>
      {([policy]) => {
        if (policy === undefined) return <Nowhere />;
        return editing ? (
          <EditPolicy key={id} policy={policy} />
        ) : (
          <OnePolicy key={id} policy={policy} />
        );
      }}
    </Read>
  );
}

const Nowhere = () => (
  <Page title="No such policy" up={[{ title: 'Policies', to: '/policies' }]}>
    <Empty command="chainctl policies list">
      There is no policy with this id, or none that you may see. Those that you may see:
    </Empty>
  </Page>
);
