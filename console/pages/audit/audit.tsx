// SPDX-License-Identifier: Apache-2.0
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { listEvents } from '../../../core/api/events.ts';
import { type Group, listGroups } from '../../../core/api/groups.ts';
import { call } from '../../api/call.ts';
import { mayAt, useWho } from '../../api/may.ts';
import { backwards, every } from '../../api/queries.ts';
import { Earlier } from '../../parts/earlier.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Choice } from '../../parts/fields.tsx';
import { Page } from '../../parts/page.tsx';
import { Read } from '../../parts/read.tsx';
import { inTree, pathOf } from '../groups/lineage.ts';
import { Happening } from './happening.tsx';

/** Who changed what, when and from where: in a group and all below it, the newest first. */
export default function Audit() {
  const groups = useQuery(every(listGroups, {}));
  const who = useWho();
  return (
    <Page title="Audit trail">
      <Read from={groups}>
        {(all) => {
          const open = all.filter(({ id }) => mayAt(who.data, 'events.list', id));
          return open.length === 0 ? (
            <Empty>The audit trail is open to editors and owners of a group.</Empty>
          ) : (
            <Trail groups={inTree(open).map(({ group }) => group)} all={all} />
          );
        }}
      </Read>
    </Page>
  );
}

function Trail({ groups, all }: { groups: Group[]; all: Group[] }) {
  const [search, setSearch] = useSearchParams();
  const group = groups.find(({ id }) => id === search.get('group')) ?? groups[0];
  const events = useInfiniteQuery(
    backwards([listEvents.id, 'pages', group?.id], 5_000, (page, signal) =>
      call(listEvents, { group: group?.id ?? '', ...page }, signal),
    ),
  );
  return (
    <>
      <Choice
        key={group?.id ?? ''}
        name="group"
        label="Group, with all below it"
        options={groups.map(({ id }) => ({ id, title: pathOf(id, all) }))}
        initial={group?.id ?? ''}
        onChange={(id) => setSearch({ group: id })}
      />
      <Read from={events}>
        {({ pages }) => (
          <ol className="trail" aria-label="Changes">
            {pages
              .flatMap(({ items }) => items)
              .map((event) => (
                <Happening key={event.id} event={event} groups={all} />
              ))}
          </ol>
        )}
      </Read>
      <Earlier in={events} />
    </>
  );
}
