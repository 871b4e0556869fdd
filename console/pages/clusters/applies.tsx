// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Cluster } from '../../../core/api/clusters.ts';
import { countClusters, listPolicies, type Policy } from '../../../core/api/policies.ts';
import { every, one } from '../../api/queries.ts';
import { Badge } from '../../parts/badge.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Read } from '../../parts/read.tsx';
import { type Applied, appliedIn } from './applied.ts';

/** The policies that the cluster should have, and which of them it has. */
export function Applies({ to: cluster }: { to: Cluster }) {
  const policies = useQuery(every(listPolicies, { group: cluster.group }));
  const counts = useQuery(one(countClusters, { group: cluster.group }));
  const counted = new Map(counts.data?.items.map((each) => [each.policy, each]));
  return (
    <section className="sheet" aria-labelledby="applies">
      <h2 id="applies">Policies</h2>
      <Read from={policies}>
        {(items) =>
          items.length === 0 ? (
            <Empty command={`chainctl policies create --group ${cluster.group} -f policy.yaml`}>
              No policy applies here: every image is uncovered. Write one in a file, then:
            </Empty>
          ) : (
            <ul className="applies">
              {items.map((policy) => (
                <Line
                  key={policy.id}
                  policy={policy}
                  inherited={policy.group !== cluster.group}
                  applied={appliedIn(cluster, policy, counted.get(policy.id))}
                />
              ))}
            </ul>
          )
        }
      </Read>
    </section>
  );
}

function Line({
  policy: { id, name, kind, mode },
  inherited,
  applied: { tone, word, message },
}: {
  policy: Policy;
  inherited: boolean;
  applied: Applied;
}) {
  const what = kind === 'TrustRoot' ? 'trust root' : `${mode === 'warn' ? 'warns' : 'enforces'}`;
  return (
    <li>
      <span>
        <Link to={`/policies/${id}`}>{name}</Link>{' '}
        <span className="quiet">
          {what}
          {inherited && ', inherited'}
        </span>
      </span>
      <Badge tone={tone}>{word}</Badge>
      {message !== undefined && <p className="said">{message}</p>}
    </li>
  );
}
