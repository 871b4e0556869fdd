// SPDX-License-Identifier: Apache-2.0

import type { Policy, PolicyClusters } from '../../../core/api/policies.ts';
import type { Uidp } from '../../../core/iam/uidp.ts';
import type { ListColumn } from '../../parts/list.tsx';
import { Moment } from '../../parts/moment.tsx';
import { FailingCount } from '../images/failing-count.tsx';
import { LiveIn, Mode } from './standing.tsx';

/** What is known about policies besides themselves. */
interface Known {
  /** A group's name with those above it. */
  path: (group: Uidp) => string;
  /** The group whose policies are listed, if it is one. */
  group: string | undefined;
  live: PolicyClusters[] | undefined;
  failing: (policy: Policy) => number | undefined;
}

/** The columns of the list of policies. */
export function columnsFor({ path, group, live, failing }: Known): ListColumn<Policy>[] {
  const liveOf = ({ id }: Policy) => live?.find(({ policy }) => policy === id);
  return [
    {
      id: 'name',
      title: 'Name',
      share: 1.8,
      show: (policy) => (
        <span className="two-lines">
          <b>{policy.name}</b>
          <span className="quiet">{policy.kind}</span>
        </span>
      ),
      order: ({ name }) => name,
    },
    {
      id: 'mode',
      title: 'Mode',
      share: 1.5,
      show: (policy) => <Mode of={policy} />,
      order: ({ mode }) => mode,
    },
    {
      id: 'group',
      title: 'Group',
      share: 1.6,
      wide: true,
      show: (policy) => (
        <span className="two-lines">
          {path(policy.group)}
          {group !== undefined && policy.group !== group && (
            <span className="quiet">inherited from there</span>
          )}
        </span>
      ),
      order: (policy) => path(policy.group),
    },
    {
      id: 'version',
      title: 'Version',
      share: 0.8,
      wide: true,
      show: ({ enforcedVersion }) => enforcedVersion.name,
    },
    {
      id: 'live',
      title: 'Live in',
      wide: true,
      show: (policy) =>
        live === undefined ? <span className="quiet">…</span> : <LiveIn of={liveOf(policy)} />,
      order: (policy) => liveOf(policy)?.live ?? 0,
    },
    {
      id: 'failing',
      title: 'Failing',
      show: (policy) => <FailingCount count={failing(policy)} />,
      order: (policy) => failing(policy) ?? 0,
    },
    {
      id: 'changed',
      title: 'Changed',
      wide: true,
      show: ({ updatedAt }) => <Moment at={updatedAt} />,
      order: ({ updatedAt }) => updatedAt,
    },
  ];
}
