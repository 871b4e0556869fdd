// SPDX-License-Identifier: Apache-2.0
import type { Association } from '../../core/api/associations.ts';
import type { Cloud } from '../../core/iam/components.ts';
import { lineage, type Uidp } from '../../core/iam/uidp.ts';
import type { Reader } from '../../ports/documents/port.ts';
import { associations } from '../../store/collections.ts';
import { findAll } from '../../store/kind.ts';

/** The association with the cloud that counts for the group: its own, or that of the nearest above it. */
export async function nearest(
  reader: Reader,
  group: Uidp,
  cloud: Cloud,
): Promise<Association | undefined> {
  const found = await findAll(reader, associations, lineage(group));
  return found.findLast((each) => each[cloud] !== undefined);
}
