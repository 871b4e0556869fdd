// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { listRecords } from '../../../../core/api/records.ts';
import { every } from '../../../api/queries.ts';
import { Read } from '../../../parts/read.tsx';
import { ImageName } from '../../images/image-name.tsx';
import { coveredBy } from './covered.ts';

/** How many images are named. */
const named = 10;

/**
 * What a document would mean for the images that run in the group and below: which of them its globs
 * cover, and which they do or do not where they did not or did before.
 */
export function Effect({
  group,
  before,
  after,
}: {
  group: string;
  before?: string[];
  after: string[];
}) {
  const records = useQuery({ ...every(listRecords, { group }), refetchInterval: 30_000 });
  return (
    <Read from={records}>
      {(all) => {
        const running = all.filter((record) => record.running).map(({ image }): string => image);
        const images = [...new Set(running)].sort();
        if (images.length === 0) return <p className="quiet">No image runs in the group yet.</p>;
        const had = coveredBy(before ?? [], images);
        const has = coveredBy(after, images);
        const come = images.filter((image) => has.has(image) && !had.has(image));
        const gone = images.filter((image) => had.has(image) && !has.has(image));
        return (
          <section className="effect" aria-label="What it means">
            <p>
              Its globs cover <b>{has.size}</b> of {images.length} images that run in the group and
              below.
            </p>
            {before !== undefined && (
              <>
                <Images title="Covered from then on" images={come} />
                <Images title="Covered no longer" images={gone} />
                {come.length + gone.length === 0 && (
                  <p>The same ones as now. Whether they pass, the agents find out.</p>
                )}
              </>
            )}
          </section>
        );
      }}
    </Read>
  );
}

function Images({ title, images }: { title: string; images: string[] }) {
  if (images.length === 0) return null;
  return (
    <>
      <h3>
        {title} <span className="quiet">{images.length}</span>
      </h3>
      <ul>
        {images.slice(0, named).map((image) => (
          <li key={image}>
            <ImageName image={image} />
          </li>
        ))}
      </ul>
      {images.length > named && <p className="quiet">and {images.length - named} more.</p>}
    </>
  );
}
