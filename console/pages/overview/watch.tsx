// SPDX-License-Identifier: Apache-2.0
import { Link } from 'wouter';
import type { Record } from '../../../core/api/records.ts';
import { Badge } from '../../parts/badge.tsx';
import { Moment } from '../../parts/moment.tsx';
import { ImageName } from '../images/image-name.tsx';
import { standingOf, standings } from '../images/standing.ts';

const day = 24 * 3600 * 1000;
/** How many images a section shows; the cluster's page has all. */
const shown = 8;

/** What wants somebody's eye: failing, warned of, uncovered, and what came in the last day. */
export function Watch({ records, now }: { records: Record[]; now: number }) {
  const running = records.filter((record) => record.running);
  const sections = standings
    .filter(({ kind }) => kind === 'denied' || kind === 'warned' || kind === 'uncovered')
    .map(({ kind, word }) => ({
      title: word,
      records: running.filter((record) => standingOf(record).kind === kind),
    }));
  const fresh = running
    .filter(({ firstSeen }) => now - Date.parse(firstSeen) < day)
    .toSorted((a, b) => b.firstSeen.localeCompare(a.firstSeen));
  return [...sections, { title: 'New since yesterday', records: fresh }]
    .filter((section) => section.records.length > 0)
    .map((section) => <Section key={section.title} {...section} />);
}

function Section({ title, records }: { title: string; records: Record[] }) {
  return (
    <section className="watch" aria-label={title}>
      <h2>
        {title} <span className="quiet">{records.length}</span>
      </h2>
      <ul>
        {records.slice(0, shown).map((record) => {
          const { tone, word } = standingOf(record);
          return (
            <li key={record.id}>
              <Link to={`/images/${record.id}`}>
                <ImageName image={record.image} />
                <span className="quiet">{record.cluster.name}</span>
                <Badge tone={tone}>{word}</Badge>
                <Moment at={record.firstSeen} />
              </Link>
            </li>
          );
        })}
      </ul>
      {records.length > shown && (
        <p className="quiet">and {records.length - shown} more, on the pages of their clusters.</p>
      )}
    </section>
  );
}
