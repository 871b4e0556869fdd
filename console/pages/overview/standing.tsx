// SPDX-License-Identifier: Apache-2.0
import type { Record } from '../../../core/api/records.ts';
import { standingOf, standings } from '../images/standing.ts';

/** How all running images stand, as one bar and as numbers. */
export function Standing({ records }: { records: Record[] }) {
  const running = records.filter((record) => record.running);
  if (running.length === 0) return null;
  const counts = standings
    .map(({ kind, tone, word }) => ({
      kind,
      tone,
      word,
      count: running.filter((record) => standingOf(record).kind === kind).length,
    }))
    .filter(({ count }) => count > 0);
  return (
    <section aria-labelledby="standing">
      <h2 id="standing">{running.length} running images</h2>
      <div className="bar-chart" aria-hidden="true">
        {counts.map(({ kind, tone, count }) => (
          <span key={kind} className={tone} style={{ flexGrow: count }} />
        ))}
      </div>
      <ul className="legend">
        {counts.map(({ kind, tone, word, count }) => (
          <li key={kind}>
            <span className={`dot ${tone}`} aria-hidden="true" />
            {count} {word.toLowerCase()}
          </li>
        ))}
      </ul>
    </section>
  );
}
