// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { listGroups } from '../../../core/api/groups.ts';
import { countClusters, type Policy } from '../../../core/api/policies.ts';
import { every, one } from '../../api/queries.ts';
import { Moment } from '../../parts/moment.tsx';
import { FailingCount, LiveIn, Mode, pathOf } from './standing.tsx';

/** What is known of a policy, at a glance. */
export function Facts({ policy, failing }: { policy: Policy; failing: number | undefined }) {
  const groups = useQuery(every(listGroups, {}));
  const live = useQuery(one(countClusters, {}));
  const { kind, group, description, enforcedVersion: version } = policy;
  return (
    <>
      {description !== '' && <p className="description">{description}</p>}
      <dl className="facts">
        <div>
          <dt>Kind</dt>
          <dd>{kind}</dd>
        </div>
        {kind === 'ClusterImagePolicy' && (
          <div>
            <dt>Mode</dt>
            <dd>
              <Mode of={policy} />
            </dd>
          </div>
        )}
        <div>
          <dt>Group</dt>
          <dd>
            <Link to={`/policies?group=${group}`}>{pathOf(groups.data ?? [], group)}</Link>
          </dd>
        </div>
        <div>
          <dt>Live in clusters</dt>
          <dd>
            {live.data === undefined ? (
              <span className="quiet">…</span>
            ) : (
              <LiveIn of={live.data.items.find((each) => each.policy === policy.id)} />
            )}
          </dd>
        </div>
        {kind === 'ClusterImagePolicy' && (
          <div>
            <dt>Failing images</dt>
            <dd>
              <FailingCount count={failing} />
            </dd>
          </div>
        )}
        <div>
          <dt>In force</dt>
          <dd>
            {version.name}, by {version.author.email ?? version.author.id}{' '}
            <Moment at={version.createdAt} />
          </dd>
        </div>
      </dl>
    </>
  );
}
