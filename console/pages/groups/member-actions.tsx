// SPDX-License-Identifier: Apache-2.0
import {
  deleteRoleBinding,
  type RoleBinding,
  updateRoleBinding,
} from '../../../core/api/role-bindings.ts';
import { useAct } from '../../api/act.ts';
import { useMay } from '../../api/may.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { RoleChoice } from './role-choice.tsx';

/** Another role for a member, or none. */
export function MemberActions({ binding }: { binding: RoleBinding }) {
  const { id, group, identityName, role } = binding;
  const who = identityName || 'this member';
  const update = useAct(updateRoleBinding);
  const remove = useAct(deleteRoleBinding);
  const mayUpdate = useMay('role_bindings.update', group);
  const mayDelete = useMay('role_bindings.delete', group);
  return (
    <>
      {mayUpdate && (
        <Dialog
          open="Role"
          label={`Role of ${who}`}
          title={`Another role for ${who}`}
          verb="Save"
          act={(filled) => update.mutateAsync({ id, role: String(filled.get('role')) })}
        >
          <RoleChoice initial={role.id} />
        </Dialog>
      )}
      {mayDelete && (
        <Dialog
          open="Remove"
          label={`Remove ${who}`}
          title={`Take the role ${role.name} from ${who}?`}
          verb="Remove"
          danger
          act={() => remove.mutateAsync({ id })}
        >
          <p>It ends with the next request that they make.</p>
        </Dialog>
      )}
    </>
  );
}
