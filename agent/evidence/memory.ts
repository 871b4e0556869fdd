// SPDX-License-Identifier: Apache-2.0
import { LRUCache } from 'lru-cache';
import type { Evidence } from '../../core/evidence/evidence.ts';
import type { Subject } from '../../core/evidence/subject.ts';
import type { Keychain } from '../../registry/credentials/credential.ts';
import type { Registry } from '../../registry/registry.ts';

/** Evidence, and when it was read, in milliseconds since the epoch. */
export interface Held {
  evidence: Evidence;
  at: number;
}

/** As whom evidence is read; what was shown to one scope is not handed to another. */
export interface Reader {
  keychain: Keychain;
  scope: string;
}

/** What was found for digests, shared by all who decide about them. */
export interface EvidenceMemory {
  /** What is known, of whatever age; read from the registry only where nothing is. */
  known: (subject: Subject, reader: Reader) => Promise<Held>;
  /** What was read in the last seconds, else read now. It becomes what is known if it has no trouble. */
  recent: (subject: Subject, reader: Reader) => Promise<Held>;
  /** What is known, if anything is: no registry is asked. */
  peek: (subject: Subject, scope: string) => Held | undefined;
  /** Puts back what was found before this process began, unless something is known already. */
  warm: (scope: string, held: Held) => void;
}

/** A denial stands on nothing older than this, in milliseconds; trouble is not asked for more often. */
export const recently = 5_000;

/** How much is kept, in bytes of what was found. */
const size = 67_108_864;

interface Known {
  /** The last reading without trouble. */
  sound?: Held;
  /** The last reading. */
  last?: Held;
  flight?: Promise<Held>;
}

/** Remembers evidence; `sound` is told of each reading without trouble. */
export function evidenceMemory(
  registry: Registry,
  clock: () => number = Date.now,
  sound: (scope: string, held: Held) => void = () => undefined,
): EvidenceMemory {
  const kept = new LRUCache<string, Known>({ maxSize: size, sizeCalculation: sizeOf });
  const keyOf = ({ digest, repository, tagPrefix }: Subject, scope: string): string =>
    JSON.stringify([repository, tagPrefix, digest, scope]);

  const take = (key: string, held: Held): Held => {
    const better = held.evidence.trouble.length === 0 ? held : kept.peek(key)?.sound;
    kept.set(key, { last: held, ...(better === undefined ? {} : { sound: better }) });
    return held;
  };
  const read = (key: string, subject: Subject, { keychain, scope }: Reader): Promise<Held> => {
    const before = kept.get(key) ?? {};
    if (before.flight !== undefined) return before.flight;
    const flight = registry
      .collect(subject, keychain, { fresh: true })
      .then((evidence) => {
        const held = take(key, { evidence, at: clock() });
        if (evidence.trouble.length === 0) sound(scope, held);
        return held;
      })
      .catch((error: unknown) => {
        const { flight: _, ...rest } = kept.peek(key) ?? {};
        kept.set(key, rest);
        throw error;
      });
    kept.set(key, { ...before, flight });
    return flight;
  };
  const recent: EvidenceMemory['recent'] = async (subject, reader) => {
    const key = keyOf(subject, reader.scope);
    const { last } = kept.get(key) ?? {};
    if (last !== undefined && clock() - last.at <= recently) return last;
    return read(key, subject, reader);
  };
  return {
    known: async (subject, reader) => {
      const { sound } = kept.get(keyOf(subject, reader.scope)) ?? {};
      return sound ?? recent(subject, reader);
    },
    recent,
    peek: (subject, scope) => {
      const { sound, last } = kept.peek(keyOf(subject, scope)) ?? {};
      return sound ?? last;
    },
    warm: (scope, held) => {
      const { digest, source } = held.evidence;
      const key = keyOf({ digest, ...source }, scope);
      if (!kept.has(key)) kept.set(key, { sound: held });
    },
  };
}

function sizeOf({ sound, last }: Known): number {
  const all = new Set([sound?.evidence, last?.evidence].filter((each) => each !== undefined));
  return [...all].reduce((sum, each) => sum + weight(each), 1024);
}

const weight = ({ found }: Evidence): number =>
  found.reduce(
    (sum, each) => sum + (each.kind === 'bundle' ? each.bytes : each.payload).length + 4096,
    0,
  );
