// SPDX-License-Identifier: Apache-2.0
import { useQueries } from '@tanstack/react-query';
import type { Group } from '../../../core/api/groups.ts';
import { listRoleBindings, type RoleBinding } from '../../../core/api/role-bindings.ts';
import { lineage } from '../../../core/iam/uidp.ts';
import { every } from '../../api/queries.ts';
import { Problem } from '../../parts/problem.tsx';
import { MemberActions } from './member-actions.tsx';

/** Who holds which role at the group: given here, or above and reaching down. */
export function Members({ group, all }: { group: Group; all: Group[] }) {
  const places = lineage(group.id).filter((id) => all.some((each) => each.id === id));
  const read = useQueries({
    queries: places.map((place) => every(listRoleBindings, { group: place })),
  });
  const error = read.find((each) => each.isError)?.error;
  const bindings = read.flatMap(({ data }) => data ?? []);
  return (
    <section aria-labelledby="members">
      <h2 id="members">Members</h2>
      {error !== undefined && <Problem error={error} />}
      <div className="scroll">
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col">Role</th>
              <th scope="col">Given at</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {bindings.map((binding) => (
              <tr key={binding.id}>
                <th scope="row">{binding.identityName || binding.identity}</th>
                <td>{binding.role.name}</td>
                <td>{placeOf(binding, group, all)}</td>
                <td className="deeds">
                  {binding.group === group.id && <MemberActions binding={binding} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const placeOf = (binding: RoleBinding, group: Group, all: Group[]): string =>
  binding.group === group.id
    ? 'here'
    : (all.find(({ id }) => id === binding.group)?.name ?? 'above');
