// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { listClusters } from '../../../core/api/clusters.ts';
import type { Policy } from '../../../core/api/policies.ts';
import { plain } from '../../../core/policy/plain.ts';
import { every } from '../../api/queries.ts';
import { sentence } from '../../parts/problem.tsx';

/** Each cluster whose agent says that the policy could not be applied there, or is broken, and why. */
export function OutOfOrder({ of: { id } }: { of: Policy }) {
  const clusters = useQuery(every(listClusters, {}));
  const told = (clusters.data ?? []).flatMap((cluster) =>
    (cluster.applied?.failing ?? [])
      .filter(({ policy }) => policy === id)
      .map(({ message }) => ({ ...cluster, message })),
  );
  return told.map((cluster) => (
    <p className="problem" key={cluster.id}>
      Out of order in <Link to={`/clusters/${cluster.id}`}>{cluster.name}</Link>:{' '}
      {sentence(plain(cluster.message))}
    </p>
  ));
}
