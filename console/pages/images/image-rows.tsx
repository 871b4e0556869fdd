// SPDX-License-Identifier: Apache-2.0
import { Link } from 'wouter';
import type { Record } from '../../../core/api/records.ts';
import { Badge } from '../../parts/badge.tsx';
import { Moment } from '../../parts/moment.tsx';
import { ImageName } from './image-name.tsx';
import { standingOf } from './standing.ts';

/** The first of some images, each leading to its page: where it runs, how it stands, since when. */
export function ImageRows({ records, shown }: { records: Record[]; shown: number }) {
  return (
    <>
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
    </>
  );
}
