// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { createRootGroup, listGroups } from '../../../core/api/groups.ts';
import { useAct } from '../../api/act.ts';
import { every } from '../../api/queries.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Page } from '../../parts/page.tsx';
import { Read } from '../../parts/read.tsx';
import { filledGroup, GroupFields } from './group-fields.tsx';
import { inTree } from './lineage.ts';

/** All groups that one may see, as the tree that they are. */
export default function Groups() {
  const groups = useQuery(every(listGroups, {}));
  const create = useAct(createRootGroup);
  return (
    <Page
      title="Groups"
      actions={
        <Dialog
          open="New organisation"
          title="A new organisation: a group with none above it"
          verb="Create"
          act={(filled) => create.mutateAsync({ group: filledGroup(filled) })}
        >
          <GroupFields />
        </Dialog>
      }
    >
      <Read from={groups}>
        {(all) =>
          all.length === 0 ? (
            <Empty command="chainctl auth login --invite-code CODE">
              You belong to no group. Create an organisation, or join one with the code of an
              invite:
            </Empty>
          ) : (
            <ul className="tree" aria-label="Groups">
              {inTree(all).map(({ group, depth }) => (
                <li key={group.id} style={{ paddingInlineStart: `${depth * 1.5 + 1}rem` }}>
                  <Link to={`/groups/${group.id}`}>{group.name}</Link>{' '}
                  <span className="quiet">{group.description}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Read>
    </Page>
  );
}
