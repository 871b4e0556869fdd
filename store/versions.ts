// SPDX-License-Identifier: Apache-2.0
import type { Uidp } from '../core/iam/uidp.ts';
import type { Documents } from '../ports/documents/port.ts';
import { policyVersions } from './collections.ts';
import { at, select } from './kind.ts';

/** How many versions are read at once; each may hold a document of the largest size. */
const batch = 20;

/** Deletes the versions of a policy that is gone, which nobody can reach any more. */
export async function removeVersions(documents: Documents, parent: Uidp): Promise<void> {
  for (;;) {
    const found = await select(documents, policyVersions, { where: { parent }, limit: batch });
    for (const { id } of found) await documents.delete(at(policyVersions, id));
    if (found.length < batch) return;
  }
}
