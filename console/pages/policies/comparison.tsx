// SPDX-License-Identifier: Apache-2.0
import { useSearchParams } from 'wouter';
import type { Policy, PolicyVersion } from '../../../core/api/policies.ts';
import { Choice } from '../../parts/fields.tsx';
import { Difference } from './difference.tsx';

/**
 * What differs between two versions, which the address names; unless it does, the one in force and the
 * one before it.
 */
export function Comparison({ policy, versions }: { policy: Policy; versions: PolicyVersion[] }) {
  const [search, setSearch] = useSearchParams();
  const named = (name: string | null) => versions.find((each) => each.name === name);
  const inForce = versions.find(({ id }) => id === policy.enforcedVersion.id);
  const to = named(search.get('to')) ?? inForce ?? versions[0];
  if (to === undefined) return null;
  const index = versions.indexOf(to);
  const from = named(search.get('from')) ?? versions[index + 1] ?? versions[index - 1] ?? to;
  const options = versions.map(({ name }) => ({ id: name, title: name }));
  const choose = (which: 'from' | 'to') => (name: string) =>
    setSearch({ from: from.name, to: to.name, [which]: name }, { replace: true });
  return (
    <>
      <h3>What differs</h3>
      <div className="filters">
        <Choice
          key={`from ${from.name}`}
          name="from"
          label="From"
          options={options}
          initial={from.name}
          onChange={choose('from')}
        />
        <Choice
          key={`to ${to.name}`}
          name="to"
          label="To"
          options={options}
          initial={to.name}
          onChange={choose('to')}
        />
      </div>
      <Difference from={from.document} to={to.document} title={`From ${from.name} to ${to.name}`} />
    </>
  );
}
