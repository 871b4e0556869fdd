// SPDX-License-Identifier: Apache-2.0
import { setImmediate as breath } from 'node:timers/promises';
import { asFailure, type Failure } from '../../core/errors.ts';
import type { Trouble } from '../../core/evidence/evidence.ts';
import type { Registry } from '../../registry/registry.ts';
import { nameOf } from '../observe/named.ts';
import type { Observed } from '../observe/observe.ts';
import type { RulesInForce } from '../policies/rules.ts';
import { contentsOf } from './contents.ts';
import { judgeRunning, wantedFor } from './judged.ts';
import type { KnownImage } from './known.ts';
import { Names } from './names.ts';
import type { Reading } from './reading.ts';
import { type Rank, Turns } from './turns.ts';

/** What is known of all images that run, kept current. */
export interface Verification {
  known: () => ReadonlyMap<string, KnownImage>;
  /** Whether every image that runs was judged. */
  isComplete: () => boolean;
  /** Is called with the names of images of which something else is known now, or that run no more. */
  onChange: (listener: (names: readonly string[]) => void) => void;
  /** This replica leads now, or no more: who leads looks at what fails. */
  lead: () => void;
  stop: () => void;
}

export interface VerificationOptions {
  observed: Observed;
  rules: RulesInForce;
  registry: Pick<Registry, 'resolve' | 'listed' | 'sboms'>;
  reading: Reading;
  leads: () => boolean;
  /** How often what fails is read again, in milliseconds. */
  every: () => number;
  troubled: (failure: Failure) => void;
  /** Milliseconds since 1970, for what is told. */
  clock?: () => number;
  /** Milliseconds that only ever go by, for what is waited for: a clock may be set. */
  passed?: () => number;
}

/** How often it is looked whose turn it is, in milliseconds. */
const tick = 100;
/** What passes is read again so many times less often than what fails. */
const calm = 30;
/** So many images are judged at once before others get their turn. */
const together = 20;

/**
 * Verifies continuously: a new digest at once, everything at once when policies or trust change (from what is
 * in memory, where it is), and all of it again and again in the background, what fails sooner.
 */
export function verifyContinuously(options: VerificationOptions): Verification {
  const { observed, rules, registry, reading, leads, every, troubled } = options;
  const { clock = Date.now, passed = () => performance.now() } = options;
  const known = new Map<string, KnownImage>();
  const names = new Names();
  const turns = new Turns();
  const listeners: ((names: readonly string[]) => void)[] = [];
  const tell = (all: readonly string[]) => {
    if (all.length > 0) for (const listener of listeners) listener(all);
  };
  const soon = (id: string, lane: string, rank: Rank, after = 0) =>
    turns.set(id, { lane, rank, due: passed() + after });

  /** Takes over what runs now. */
  const look = (): void => {
    if (!observed.isSynced() || !rules.isSynced()) return;
    const sightings = observed.sightings();
    for (const key of names.open(sightings)) {
      const lane = sightings.get(key)?.asked.registry ?? '';
      if (!turns.has(`name ${key}`)) soon(`name ${key}`, lane, 0);
    }
    const images = names.images(sightings);
    const gone = [...known.keys()].filter((name) => !images.has(name));
    for (const name of gone) {
      known.delete(name);
      turns.delete(`read ${name}`);
    }
    const fresh: string[] = [];
    const moved: string[] = [];
    for (const [name, image] of images) {
      const before = known.get(name);
      if (before === undefined) {
        known.set(name, { image, firstSeen: clock() });
        fresh.push(name);
      } else if (JSON.stringify(before.image) !== JSON.stringify(image)) {
        known.set(name, { ...before, image });
        moved.push(name);
      }
    }
    tell([...gone, ...moved]);
    void judgeAll([...fresh, ...moved]);
  };

  /** Judges from what is in memory; what was never read is read next. */
  const judgeAll = async (all: readonly string[]): Promise<void> => {
    for (let at = 0; at < all.length; at += together) {
      const some = all.slice(at, at + together);
      await Promise.all(some.map((name) => consider(name).catch(failed)));
      await breath();
    }
  };
  const consider = async (name: string): Promise<void> => {
    const image = known.get(name)?.image;
    if (image === undefined) return;
    const wanted = wantedFor(image, rules.current());
    const held = await reading.known(wanted, image.access);
    if (held === undefined) return soon(`read ${name}`, laneOf(name), 0);
    judge(name, held);
    if (known.get(name)?.contents !== undefined) return;
    const passes = known.get(name)?.judged?.verdict.outcome === 'pass';
    // After a restart what passes by what was found before is not read again all at once.
    const calmly = wanted.length > 0 && passes;
    const pause = calmly ? every() * (1 + 5 * Math.random()) : 0;
    soon(`read ${name}`, laneOf(name), calmly ? 2 : 1, pause);
  };
  const judge = (name: string, held: Parameters<typeof judgeRunning>[2]): void => {
    const before = known.get(name);
    if (before === undefined) return;
    const judged = judgeRunning(before.image, rules.current(), held, new Date(clock()));
    known.set(name, { ...before, judged });
    if (!turns.has(`read ${name}`)) again(name);
    tell([name]);
  };

  /**
   * Puts an image back into its lane: what fails sooner, each at a time of its own, and nothing before its
   * registry wants to be asked.
   */
  const again = (name: string, trouble: readonly Trouble[] = []): void => {
    const outcome = known.get(name)?.judged?.verdict.outcome;
    const failing = outcome !== 'pass' || trouble.length > 0;
    const uncovered = known.get(name)?.judged?.verdict.policies.length === 0;
    const sooner = failing && !uncovered && leads();
    const pause = every() * (sooner ? 1 : calm);
    const held = trouble.map(({ until = '' }) => Date.parse(until) || 0);
    const wait = Math.max(...held, 0) - clock();
    const after = wait > 0 ? wait + pause * Math.random() : pause * (0.9 + Math.random() * 0.2);
    soon(`read ${name}`, laneOf(name), sooner ? 1 : 2, after);
  };

  const read = async (name: string): Promise<void> => {
    const image = known.get(name)?.image;
    if (image === undefined) return;
    const wanted = wantedFor(image, rules.current());
    const { held, trouble } = await reading.read(wanted, image.access);
    note(name, trouble);
    judge(name, held);
    if (leads() && trouble.every(({ until }) => until === undefined)) await readContents(name);
    again(name, trouble);
  };
  /** Since when it could not be read. */
  const note = (name: string, [first]: readonly Trouble[]): void => {
    const before = known.get(name);
    if (before === undefined) return;
    const { unread, ...rest } = before;
    const since = unread?.since ?? clock();
    const why = first && `${first.place}: ${first.message}`;
    known.set(name, why === undefined ? rest : { ...rest, unread: { since, why } });
  };
  const readContents = async (name: string): Promise<void> => {
    const before = known.get(name);
    if (before === undefined || before.image.local) return;
    if (before.contents !== undefined && clock() - before.contents.at < every() * calm) return;
    const [repository = '', digest = ''] = name.split('@');
    const { keychain } = await reading.credentials(before.image.access);
    const { sboms, trouble } = await registry.sboms(
      { digest, repository, tagPrefix: '' },
      keychain,
    );
    const now = known.get(name);
    if (now === undefined || trouble.length > 0) return;
    known.set(name, { ...now, contents: { found: sboms.map(contentsOf), at: clock() } });
    tell([name]);
  };
  const ask = async (key: string, lane: string): Promise<void> => {
    const sighting = observed.sightings().get(key);
    if (sighting === undefined) return;
    const { keychain } = await reading.credentials(sighting.access);
    const named = await nameOf(sighting, registry, keychain);
    if (named === undefined) return;
    names.learn(key, named);
    if (!named.settled) soon(`name ${key}`, lane, 1, every() * 3);
    look();
  };

  const failed = (error: unknown) => troubled(asFailure(error));
  const run = async (id: string): Promise<void> => {
    const [what = '', ...rest] = id.split(' ');
    const subject = rest.join(' ');
    const lane = laneOf(subject);
    try {
      await (what === 'name' ? ask(subject, lane) : read(subject));
    } catch (error) {
      failed(error);
      soon(id, lane, 1, every());
    } finally {
      turns.end(id, lane, passed());
    }
  };
  const ticking = setInterval(() => {
    for (let id = turns.take(passed()); id !== undefined; id = turns.take(passed())) void run(id);
  }, tick);
  ticking.unref();
  observed.onChange(look);
  rules.onChange(() => {
    look();
    void judgeAll([...known.keys()]);
  });
  const settling = setInterval(look, 5_000);
  settling.unref();
  return {
    known: () => known,
    isComplete: () =>
      observed.isSynced() &&
      rules.isSynced() &&
      names.isComplete(observed.sightings()) &&
      [...known.values()].every(({ judged }) => judged !== undefined),
    onChange: (listener) => void listeners.push(listener),
    lead: () => {
      for (const name of known.keys()) again(name);
    },
    stop: () => {
      clearInterval(ticking);
      clearInterval(settling);
    },
  };
}

/** The registry whose budget it costs: that of the image, or of what was asked for. */
const laneOf = (name: string): string => name.split('/', 1)[0] ?? '';
