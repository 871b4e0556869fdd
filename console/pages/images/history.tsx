// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { type Event, listEvents } from '../../../core/api/events.ts';
import { useMay } from '../../api/may.ts';
import { one } from '../../api/queries.ts';
import { Fact } from '../../parts/fact.tsx';
import { Moment } from '../../parts/moment.tsx';
import { changesIn } from './changes.ts';
import type { Described } from './image.tsx';

const type = 'dev.chainguard.policy.validation.changed.v1';
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
  const events = useQuery({ ...one(listEvents, { group, type, pageSize: 500 }), enabled: may });
  const own = (events.data?.items ?? []).filter(({ subject }) => subject === id);
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
