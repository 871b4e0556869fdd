// SPDX-License-Identifier: Apache-2.0
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button } from 'react-aria-components';
import { useSearchParams } from 'wouter';
import { listEvents } from '../../../core/api/events.ts';
import { type Group, listGroups } from '../../../core/api/groups.ts';
import { call } from '../../api/call.ts';
import { mayAt, useWho } from '../../api/may.ts';
import { every } from '../../api/queries.ts';
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
  const events = useInfiniteQuery({
    queryKey: [listEvents.id, 'pages', group?.id],
    queryFn: ({ pageParam, signal }) =>
      call(
        listEvents,
        { group: group?.id ?? '', ...(pageParam === '' ? {} : { pageToken: pageParam }) },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextPageToken,
    // Only the newest page moves; who went back further reads what was, and is not disturbed.
    refetchInterval: ({ state }) => (state.data?.pages.length === 1 ? 5_000 : false),
  });
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
      {events.hasNextPage && (
        <Button
          className="button"
          isDisabled={events.isFetchingNextPage}
          onPress={() => events.fetchNextPage()}
        >
          Earlier
        </Button>
      )}
    </>
  );
}
