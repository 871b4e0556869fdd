// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { askEvidence, putEvidence } from '../../core/api/ingest.ts';
import type { Evidence } from '../../core/evidence/evidence.ts';
import { packEvidence } from '../../core/evidence/packed.ts';
import type { ControlPlane } from '../control-plane.ts';

/** Evidence as the control plane takes it. */
export interface EvidenceParcels {
  /** The digest under which it travels; undefined for what does not: with trouble, or too large. */
  digestOf: (evidence: Evidence) => string | undefined;
  /** Sends of these what the control plane does not have. @throws Failure */
  send: (evidence: readonly Evidence[]) => Promise<void>;
  /** The control plane may have lost what it was sent, or knows this cluster as another: it is asked anew. */
  forget: () => void;
}

/** The largest parcel, in bytes: in base64 it still fits into what the control plane takes. */
const largest = 17 * 1024 * 1024;
/** How many digests are asked about at once. */
const together = 200;
/** Digests that are remembered as sent. */
const remembered = 20_000;

export function evidenceParcels(plane: Pick<ControlPlane, 'call'>): EvidenceParcels {
  const digests = new WeakMap<Evidence, string | undefined>();
  const sent = new Set<string>();
  const digestOf = (evidence: Evidence): string | undefined => {
    if (evidence.trouble.length > 0) return undefined;
    if (!digests.has(evidence)) {
      const packed = packEvidence(evidence);
      const hex = createHash('sha256').update(packed).digest('hex');
      digests.set(evidence, packed.length > largest ? undefined : `sha256:${hex}`);
    }
    return digests.get(evidence);
  };
  return {
    digestOf,
    forget: () => sent.clear(),
    send: async (all) => {
      const parcels = new Map<string, Evidence>();
      for (const evidence of all) {
        const digest = digestOf(evidence);
        if (digest !== undefined && !sent.has(digest)) parcels.set(digest, evidence);
      }
      const open = [...parcels.keys()];
      for (let at = 0; at < open.length; at += together) {
        const some = open.slice(at, at + together);
        const { missing } = await plane.call(askEvidence, { digests: some });
        for (const digest of missing) {
          const evidence = parcels.get(digest);
          if (evidence === undefined) continue;
          const content = Buffer.from(packEvidence(evidence)).toString('base64');
          await plane.call(putEvidence, { digest, content }, { patience: 120_000 });
        }
        if (sent.size > remembered) sent.clear();
        for (const digest of some) sent.add(digest);
      }
    },
  };
}
