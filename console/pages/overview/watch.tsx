// SPDX-License-Identifier: Apache-2.0
import type { Record } from '../../../core/api/records.ts';
import { ImageRows } from '../images/image-rows.tsx';
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
      <ImageRows records={records} shown={shown} />
    </section>
  );
}
