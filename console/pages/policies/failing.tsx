// SPDX-License-Identifier: Apache-2.0
import type { Record } from '../../../core/api/records.ts';
import { ImageRows } from '../images/image-rows.tsx';

/** The images that a policy does not pass, each with where it runs. */
export function Failing({ records }: { records: Record[] }) {
  if (records.length === 0) return <p className="quiet">No running image fails it.</p>;
  return (
    <div className="watch">
      <ImageRows records={records} shown={20} />
    </div>
  );
}
