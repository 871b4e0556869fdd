// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { listClusters } from '../../../core/api/clusters.ts';
import { listGroups } from '../../../core/api/groups.ts';
import { listPolicies } from '../../../core/api/policies.ts';
import { listRecords } from '../../../core/api/records.ts';
import { every } from '../../api/queries.ts';
import { useNow } from '../../parts/moment.tsx';
import { Page } from '../../parts/page.tsx';
import { Read } from '../../parts/read.tsx';
import { healthOf } from '../clusters/health.tsx';
import { FirstSteps } from './first-steps.tsx';
import { Standing } from './standing.tsx';
import { Tile } from './tile.tsx';
import { Watch } from './watch.tsx';

/** At a glance: what runs, what of it no policy passes, what no policy covers, what is new. */
export function Overview() {
  const groups = useQuery(every(listGroups, {}));
  const clusters = useQuery(every(listClusters, {}));
  const policies = useQuery(every(listPolicies, {}));
  const records = useQuery(every(listRecords, {}));
  const now = useNow();
  const silent = (clusters.data ?? []).filter((each) => healthOf(each, now).tone === 'bad').length;
  return (
    <Page title="Overview">
      <Read from={groups}>
        {(all) => (
          <FirstSteps
            groups={all}
            clusters={clusters.data}
            policies={policies.data}
            records={records.data}
          />
        )}
      </Read>
      <section className="tiles" aria-label="In numbers">
        <Tile count={clusters.data?.length} word="clusters" to="/clusters">
          {silent === 0 ? '' : `${silent} silent`}
        </Tile>
        <Tile count={policies.data?.length} word="policies" to="/policies" />
        <Tile count={groups.data?.length} word="groups" to="/groups" />
      </section>
      <Read from={records}>
        {(all) => (
          <>
            <Standing records={all} />
            <Watch records={all} now={now} />
          </>
        )}
      </Read>
      <p className="quiet">
        The same in a terminal: <code>chainctl cluster records list</code>.{' '}
        <Link to="/audit">Who changed what</Link> is in the audit trail.
      </p>
    </Page>
  );
}
