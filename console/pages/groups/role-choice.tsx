// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { listRoles } from '../../../core/api/roles.ts';
import { every } from '../../api/queries.ts';
import { Choice } from '../../parts/fields.tsx';
import { Read } from '../../parts/read.tsx';

/** One of the roles that people may hold; the agent's own is not among them. */
export function RoleChoice({ initial }: { initial?: string }) {
  const roles = useQuery(every(listRoles, {}));
  return (
    <Read from={roles}>
      {(all) => (
        <Choice
          name="role"
          label="Role"
          options={all
            .filter(({ capabilities }) => !capabilities.includes('gulfstream'))
            .map(({ id, name, description }) => ({ id, title: name, hint: description }))}
          {...(initial === undefined ? {} : { initial })}
        />
      )}
    </Read>
  );
}
