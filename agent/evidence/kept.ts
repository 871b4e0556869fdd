// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { packEvidence, unpackEvidence } from '../../core/evidence/packed.ts';
import type { Shelf } from '../shelf.ts';
import type { EvidenceMemory, Held } from './memory.ts';

/** Evidence on the disk, so that a restart asks no registry. It decides nothing by lying there. */
export interface KeptEvidence {
  save: (scope: string, held: Held) => void;
  /** Puts all of it into memory, where it is held against the trust of today like any other. */
  warm: (memory: Pick<EvidenceMemory, 'warm'>) => Promise<number>;
}

const entry = z.strictObject({ scope: z.string(), at: z.number(), packed: z.base64() });

/** What is the same as before is written again after so long, in milliseconds, to be known as fresh. */
const rewritten = 600_000;

export function keepEvidence(shelf: Shelf, clock: () => number = Date.now): KeptEvidence {
  const written = new Map<string, { hash: string; at: number }>();
  return {
    save: (scope, { evidence, at }) => {
      const { digest, source } = evidence;
      const key = hashOf(JSON.stringify([source.repository, source.tagPrefix, digest, scope]));
      const packed = packEvidence(evidence);
      const hash = hashOf(packed);
      const before = written.get(key);
      if (before?.hash === hash && at - before.at < rewritten) return;
      if (written.size > 10_000) written.clear();
      written.set(key, { hash, at });
      const text = JSON.stringify({ scope, at, packed: Buffer.from(packed).toString('base64') });
      void shelf.put(key, Buffer.from(text));
    },
    warm: async (memory) => {
      let count = 0;
      for (const key of await shelf.all()) {
        try {
          const bytes = await shelf.get(key);
          const { scope, at, packed } = entry.parse(JSON.parse(bytes?.toString('utf8') ?? ''));
          const evidence = unpackEvidence(Buffer.from(packed, 'base64'));
          memory.warm(scope, { evidence, at: Math.min(at, clock()) });
          count += 1;
        } catch {
          // A file that is cut short or not ours is as if it were not there.
        }
      }
      return count;
    },
  };
}

const hashOf = (bytes: string | Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
