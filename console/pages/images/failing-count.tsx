// SPDX-License-Identifier: Apache-2.0
import { Badge } from '../../parts/badge.tsx';

/** How many images fail; undefined as long as nobody knows. */
export function FailingCount({ count }: { count: number | undefined }) {
  if (count === undefined) return <span className="quiet">…</span>;
  return <Badge tone={count === 0 ? 'good' : 'bad'}>{count === 0 ? 'None' : String(count)}</Badge>;
}
