// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { listGroups } from '../../../core/api/groups.ts';
import { countClusters, type Policy } from '../../../core/api/policies.ts';
import { every, one } from '../../api/queries.ts';
import { Fact } from '../../parts/fact.tsx';
import { Moment } from '../../parts/moment.tsx';
import { FailingCount } from '../images/failing-count.tsx';
import { LiveIn, Mode, pathOf } from './standing.tsx';

/** What is known of a policy, at a glance. */
export function Facts({ policy, failing }: { policy: Policy; failing: number | undefined }) {
  const groups = useQuery(every(listGroups, {}));
  const live = useQuery(one(countClusters, {}));
  const { kind, group, description, enforcedVersion: version } = policy;
  return (
    <>
      {description !== '' && <p className="description">{description}</p>}
      <dl className="facts">
        <Fact name="Kind">{kind}</Fact>
        {kind === 'ClusterImagePolicy' && (
          <Fact name="Mode">
            <Mode of={policy} />
          </Fact>
        )}
        <Fact name="Group">
          <Link to={`/policies?group=${group}`}>{pathOf(groups.data ?? [], group)}</Link>
        </Fact>
        <Fact name="Live in clusters">
          {live.data === undefined ? (
            <span className="quiet">…</span>
          ) : (
            <LiveIn of={live.data.items.find((each) => each.policy === policy.id)} />
          )}
        </Fact>
        {kind === 'ClusterImagePolicy' && (
          <Fact name="Failing images">
            <FailingCount count={failing} />
          </Fact>
        )}
        <Fact name="In force">
          {version.name}, by {version.author.email ?? version.author.id}{' '}
          <Moment at={version.createdAt} />
        </Fact>
      </dl>
    </>
  );
}
