// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { type Group, listGroups } from '../../../core/api/groups.ts';
import { parentOf } from '../../../core/iam/uidp.ts';
import { every } from '../../api/queries.ts';
import { Command } from '../../parts/command.tsx';
import { Page } from '../../parts/page.tsx';
import { Read } from '../../parts/read.tsx';
import { NotFound } from '../not-found.tsx';
import { CloudAccounts } from './cloud-accounts.tsx';
import { GroupActions } from './group-actions.tsx';
import { Invites } from './invites.tsx';
import { inTree } from './lineage.ts';
import { Members } from './members.tsx';

/** One group: what is below it, who is in it, who is invited, where its images lie. */
export default function GroupPage({ id }: { id: string }) {
  const groups = useQuery(every(listGroups, {}));
  return (
    <Read from={groups}>
      {(all) => {
        const group = all.find((each) => each.id === id);
        return group === undefined ? <NotFound /> : <Whole group={group} all={all} />;
      }}
    </Read>
  );
}

function Whole({ group, all }: { group: Group; all: Group[] }) {
  const below = inTree(all.filter(({ id }) => id.startsWith(`${group.id}/`)));
  const above = all.find(({ id }) => id === parentOf(group.id));
  return (
    <Page
      title={group.name}
      up={[
        { title: 'Groups', to: '/groups' },
        ...(above === undefined ? [] : [{ title: above.name, to: `/groups/${above.id}` }]),
      ]}
      actions={<GroupActions group={group} />}
    >
      {group.description !== '' && <p>{group.description}</p>}
      <p className="links">
        <Link to={`/policies?group=${group.id}`}>Its policies</Link>
        <Link to={`/audit?group=${group.id}`}>Its audit trail</Link>
      </p>
      {below.length > 0 && (
        <section aria-labelledby="below">
          <h2 id="below">Groups below</h2>
          <ul className="tree">
            {below.map(({ group: each, depth }) => (
              <li key={each.id} style={{ paddingInlineStart: `${depth * 1.5 + 1}rem` }}>
                <Link to={`/groups/${each.id}`}>{each.name}</Link>{' '}
                <span className="quiet">{each.description}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Members group={group} all={all} />
      <Invites group={group} />
      <CloudAccounts group={group} />
      <section aria-labelledby="id">
        <h2 id="id">Its id</h2>
        <Command text={group.id} />
      </section>
    </Page>
  );
}
