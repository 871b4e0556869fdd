// SPDX-License-Identifier: Apache-2.0
import { useLocation } from 'wouter';
import { createGroup, deleteGroup, type Group, updateGroup } from '../../../core/api/groups.ts';
import { useAct } from '../../api/act.ts';
import { useMay } from '../../api/may.ts';
import { Dialog, TypeToDelete } from '../../parts/dialog.tsx';
import { filledGroup, GroupFields } from './group-fields.tsx';

/** What the person may do with the group. */
export function GroupActions({ group }: { group: Group }) {
  const { id } = group;
  const [, navigate] = useLocation();
  const create = useAct(createGroup);
  const update = useAct(updateGroup);
  const remove = useAct(deleteGroup);
  const mayCreate = useMay('groups.create', id);
  const mayUpdate = useMay('groups.update', id);
  const mayDelete = useMay('groups.delete', id);
  return (
    <>
      {mayCreate && (
        <Dialog
          open="New group below"
          title={`A new group below ${group.name}`}
          verb="Create"
          act={(filled) => create.mutateAsync({ parent: id, group: filledGroup(filled) })}
        >
          <GroupFields />
        </Dialog>
      )}
      {mayUpdate && (
        <Dialog
          open="Edit"
          title={`Edit ${group.name}`}
          verb="Save"
          act={(filled) => update.mutateAsync({ id, ...filledGroup(filled) })}
        >
          <GroupFields name={group.name} description={group.description} />
        </Dialog>
      )}
      {mayDelete && (
        <TypeToDelete
          what="group"
          name={group.name}
          act={() => remove.mutateAsync({ id }).then(() => navigate('/groups'))}
        >
          <p>
            Its invites and bindings go with it. A group that holds others, or policies or clusters,
            stays.
          </p>
        </TypeToDelete>
      )}
    </>
  );
}
