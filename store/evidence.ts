// SPDX-License-Identifier: Apache-2.0
import type { Uidp } from '../core/iam/uidp.ts';
import type { Key } from '../ports/documents/port.ts';
import { sentEvidence } from './collections.ts';
import { stored } from './kind.ts';

/** Where it stands that the cluster sent the evidence: what others sent is as if it were not there. */
export const sent = (cluster: Uidp, digest: string): Key => ({
  collection: sentEvidence,
  id: `${stored(cluster)}@${digest.slice('sha256:'.length)}`,
});
