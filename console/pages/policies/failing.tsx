// SPDX-License-Identifier: Apache-2.0
import { Link } from 'wouter';
import type { Record } from '../../../core/api/records.ts';
import { Badge } from '../../parts/badge.tsx';
import { Moment } from '../../parts/moment.tsx';
import { ImageName } from '../images/image-name.tsx';
import { standingOf } from '../images/standing.ts';

/** How many images are shown at first. */
const shown = 20;

/** The images that a policy does not pass, each with where it runs. */
export function Failing({ records }: { records: Record[] }) {
  if (records.length === 0) return <p className="quiet">No running image fails it.</p>;
  return (
    <div className="watch">
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
    </div>
  );
}
