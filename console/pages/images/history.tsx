// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { type Event, listEvents } from '../../../core/api/events.ts';
import { changesIn, validationChanged } from '../../../core/policy/changed.ts';
import { useMay } from '../../api/may.ts';
import { one } from '../../api/queries.ts';
import { Fact } from '../../parts/fact.tsx';
import { Moment } from '../../parts/moment.tsx';
import type { Described } from './image.tsx';

/** So many of its last changes are shown. */
const pageSize = 20;
const kinds = [
  ['sig', 'Signatures read'],
  ['att', 'Attestations read'],
  ['sbom', 'Contents read'],
  ['policy', 'Judged'],
] as const;

/** Since when it is known, when each thing was looked at last, and when policies changed their mind. */
export function History({ of: record }: { of: Described }) {
  const { id, group, firstSeen, lastSeen, refreshed } = record;
  const may = useMay('events.list', group);
  const asked = { group, subject: id, type: validationChanged, pageSize };
  const events = useQuery({ ...one(listEvents, asked), enabled: may });
  const own = events.data?.items ?? [];
  return (
    <section className="sheet" aria-labelledby="history">
      <h2 id="history">History</h2>
      <dl className="known">
        <Fact name="First seen">
          <Moment at={firstSeen} />
        </Fact>
        <Fact name="Last seen">
          <Moment at={lastSeen} />
        </Fact>
        {kinds.map(([kind, name]) => (
          <Fact key={kind} name={name}>
            <Moment at={refreshed[kind]} />
          </Fact>
        ))}
      </dl>
      {own.length > 0 && (
        <ol className="lines changes">
          {own.map((event) => (
            <Change key={event.id} event={event} />
          ))}
        </ol>
      )}
    </section>
  );
}

const Change = ({ event }: { event: Event }) => (
  <li>
    <span className="quiet">
      <Moment at={event.time} />
    </span>{' '}
    {changesIn(event).join('; ')}
  </li>
);
