// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type DesiredState, desiredState } from '../../core/api/desired.ts';
import { type Uidp, uidp } from '../../core/iam/uidp.ts';
import type { Shelf } from '../shelf.ts';

/** The desired state that was held last, for a process that begins while the control plane is away. */
export interface LastDesired {
  /** Never fails: what cannot be kept is not kept. */
  keep: (state: DesiredState) => Promise<void>;
  /** What was kept, whole and for the cluster as which this one is registered now; else undefined. */
  recall: () => Promise<DesiredState | undefined>;
}

/** Where there is one cluster and one state of it, it lies under the digest of its name. */
const place = hashOf('the desired state');
const entry = z.strictObject({ cluster: uidp, sha256: z.string(), text: z.string() });

/**
 * Keeps it on a shelf, with a checksum, since a disk may be cut short or worn, and with the cluster's id: what
 * one organisation wanted is nothing to another that the cluster joined since.
 */
export function lastDesired(
  shelf: Shelf,
  registered: () => Promise<Uidp | undefined>,
): LastDesired {
  const known = () => registered().catch(() => undefined);
  return {
    keep: async (state) => {
      const cluster = await known();
      if (cluster === undefined) return;
      const text = JSON.stringify(state);
      const kept = JSON.stringify({ cluster, sha256: hashOf(text), text });
      await shelf.put(place, Buffer.from(kept));
    },
    recall: async () => {
      const bytes = await shelf.get(place);
      if (bytes === undefined) return undefined;
      try {
        const { cluster, sha256, text } = entry.parse(JSON.parse(bytes.toString('utf8')));
        if (sha256 !== hashOf(text) || cluster !== (await known())) return undefined;
        return desiredState.parse(JSON.parse(text));
      } catch {
        return undefined;
      }
    },
  };
}

function hashOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
