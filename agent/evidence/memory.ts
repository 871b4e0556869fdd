// SPDX-License-Identifier: Apache-2.0
import { LRUCache } from 'lru-cache';
import type { Evidence } from '../../core/evidence/evidence.ts';
import type { Subject } from '../../core/evidence/subject.ts';
import type { Use } from '../../core/evidence/verification.ts';
import type { Keychain } from '../../registry/credentials/credential.ts';
import type { Holding, Registry } from '../../registry/registry.ts';
import { readerOf } from './reader.ts';
import { noRecall, type Recall } from './recalled.ts';

/** Evidence, and when it was read, in milliseconds since the epoch. */
export interface Held {
  evidence: Evidence;
  at: number;
  /** As whom (`readerOf`); absent where nobody could read it. */
  reader?: string;
}

/** As whom evidence is read; what was shown to one scope is not handed to another. */
export interface Reader {
  keychain: Keychain;
  scope: string;
}

/** What was found for digests, shared by all who decide about them: all of it, or what there is a use for. */
export interface EvidenceMemory {
  /** What is known or recalled, of whatever age; read from the registry only where nothing is. */
  known: (subject: Subject, reader: Reader, uses?: readonly Use[]) => Promise<Held>;
  /** What was read in the last seconds, else read now. It becomes what is known if it has no trouble. */
  recent: (subject: Subject, reader: Reader, uses?: readonly Use[]) => Promise<Held>;
  /** All that is known, if all of it was read: nobody is asked. */
  peek: (subject: Subject, scope: string) => Held | undefined;
  /** The same, and what can be recalled from before this process began: no registry is asked. */
  recalled: (subject: Subject, scope: string) => Promise<Held | undefined>;
  /** Puts back what was found before this process began, unless something is known already. */
  warm: (scope: string, held: Held) => void;
}

/** A denial stands on nothing older than this, in milliseconds; trouble is not asked for more often. */
export const recently = 5_000;

/** Whether it was read in the last seconds. What a clock that was set back calls the future was not. */
export const isRecent = ({ at }: Pick<Held, 'at'>, now: number): boolean =>
  at <= now && now - at <= recently;

/**
 * How long what was before is waited for, in milliseconds: a review has to have time for the registry too,
 * within its own deadline.
 */
const patience = { review: 800, background: 30_000 };

/** How much is kept, in bytes of what was found. */
const size = 67_108_864;

interface Known {
  /** The last reading without trouble. */
  sound?: Held;
  /** The last reading. */
  last?: Held;
  flight?: Promise<Held>;
}

/** How much of what there is was read. */
type Extent = 'all' | Use;

const halves: readonly Use[] = ['signature', 'attestation'];
const extentOf = (uses: readonly Use[]): Extent =>
  halves.find((use) => uses.length > 0 && uses.every((each) => each === use)) ?? 'all';

/** Where a half is read; and where what it lacks is. */
const places: Record<Use, readonly Holding[]> = {
  signature: ['signatures', 'referrers'],
  attestation: ['attestations', 'referrers'],
};
const otherHalf: Record<Use, readonly Holding[]> = {
  signature: ['attestations'],
  attestation: ['signatures'],
};

/** Remembers evidence; `sound` is told of each reading of all of it without trouble. */
export function evidenceMemory(
  registry: Pick<Registry, 'collect'>,
  clock: () => number = Date.now,
  sound: (scope: string, held: Held) => void = () => undefined,
  recall: Recall = noRecall,
): EvidenceMemory {
  const kept = new LRUCache<string, Known>({ maxSize: size, sizeCalculation: sizeOf });
  const keyOf = (subject: Subject, scope: string, extent: Extent): string =>
    JSON.stringify([subject.repository, subject.tagPrefix, subject.digest, scope, extent]);
  /** What suffices: what was read to this extent, and all of it. */
  const sufficing = (subject: Subject, scope: string, extent: Extent): Known[] =>
    [...new Set<Extent>([extent, 'all'])].flatMap(
      (each) => kept.get(keyOf(subject, scope, each)) ?? [],
    );
  const take = (key: string, held: Held): Held => {
    const better = held.evidence.trouble.length === 0 ? held : kept.peek(key)?.sound;
    kept.set(key, { last: held, ...(better === undefined ? {} : { sound: better }) });
    return held;
  };
  /** All of it, as far as a half was not read a moment ago. */
  const readAll = async (subject: Subject, { keychain, scope }: Reader): Promise<Held> => {
    for (const use of halves) {
      const { last } = kept.get(keyOf(subject, scope, use)) ?? {};
      if (last === undefined || !isRecent(last, clock()) || last.evidence.trouble.length > 0)
        continue;
      const options = { fresh: true, places: otherHalf[use] };
      const { found, trouble } = await registry.collect(subject, keychain, options);
      const whole = { ...last.evidence, found: [...last.evidence.found, ...found], trouble };
      return { evidence: whole, at: last.at, reader: readerOf(scope) };
    }
    const evidence = await registry.collect(subject, keychain, { fresh: true });
    return { evidence, at: clock(), reader: readerOf(scope) };
  };
  const readHalf = async (
    subject: Subject,
    { keychain, scope }: Reader,
    use: Use,
  ): Promise<Held> => {
    const options = { fresh: true, places: places[use] };
    const evidence = await registry.collect(subject, keychain, options);
    return { evidence, at: clock(), reader: readerOf(scope) };
  };
  const read = (subject: Subject, reader: Reader, extent: Extent): Promise<Held> => {
    const under = sufficing(subject, reader.scope, extent).find(({ flight }) => flight)?.flight;
    if (under !== undefined) return under;
    const key = keyOf(subject, reader.scope, extent);
    const before = kept.get(key) ?? {};
    const begun = extent === 'all' ? readAll(subject, reader) : readHalf(subject, reader, extent);
    const flight = begun
      .then((held) => {
        take(key, held);
        if (extent !== 'all' || held.evidence.trouble.length > 0) return held;
        for (const use of halves) kept.delete(keyOf(subject, reader.scope, use));
        sound(reader.scope, held);
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
  const peek = (subject: Subject, scope: string): Held | undefined => {
    const { sound, last } = kept.peek(keyOf(subject, scope, 'all')) ?? {};
    return sound ?? last;
  };
  const warm = (scope: string, held: Held): void => {
    const { digest, source } = held.evidence;
    const key = keyOf({ digest, ...source }, scope, 'all');
    const { sound: better, ...known } = kept.get(key) ?? {};
    if (better === undefined) {
      kept.set(key, { ...known, sound: { ...held, reader: readerOf(scope) } });
    }
  };
  const before = async (
    subject: Subject,
    scope: string,
    most: number,
  ): Promise<Held | undefined> => {
    const held = await recall(subject, scope, most);
    if (held === undefined) return undefined;
    warm(scope, held);
    sound(scope, held);
    return held;
  };
  const recent: EvidenceMemory['recent'] = async (subject, reader, uses = halves) => {
    const extent = extentOf(uses);
    const all = sufficing(subject, reader.scope, extent).map((each) => each.last);
    const last = newest(all.filter((each) => each !== undefined && isRecent(each, clock())));
    return last ?? read(subject, reader, extent);
  };
  return {
    known: async (subject, reader, uses = halves) => {
      const all = sufficing(subject, reader.scope, extentOf(uses));
      return (
        newest(all.map((each) => each.sound)) ??
        (await before(subject, reader.scope, patience.review)) ??
        recent(subject, reader, uses)
      );
    },
    recent,
    peek,
    recalled: async (subject, scope) => {
      const held = peek(subject, scope);
      if (held?.evidence.trouble.length === 0) return held;
      return (await before(subject, scope, patience.background)) ?? peek(subject, scope);
    },
    warm,
  };
}

const newest = (all: readonly (Held | undefined)[]): Held | undefined =>
  all.filter((each) => each !== undefined).sort((a, b) => b.at - a.at)[0];

function sizeOf({ sound, last }: Known): number {
  const all = new Set([sound?.evidence, last?.evidence].filter((each) => each !== undefined));
  return [...all].reduce((sum, each) => sum + weight(each), 1024);
}

const weight = ({ found }: Evidence): number =>
  found.reduce(
    (sum, each) => sum + (each.kind === 'bundle' ? each.bytes : each.payload).length + 4096,
    0,
  );
