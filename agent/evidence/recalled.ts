// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { listEvidence, readEvidence } from '../../core/api/ingest.ts';
import { asFailure, Failure } from '../../core/errors.ts';
import type { Evidence } from '../../core/evidence/evidence.ts';
import { unpackEvidence } from '../../core/evidence/packed.ts';
import type { Subject } from '../../core/evidence/subject.ts';
import type { ControlPlane } from '../control-plane.ts';
import { type Held, recently } from './memory.ts';
import { readerOf } from './reader.ts';

/**
 * Evidence that this cluster's agents found before and the control plane keeps for them; undefined where it
 * has none, or does not say so within so many milliseconds. Never fails.
 */
export type Recall = (subject: Subject, scope: string, most: number) => Promise<Held | undefined>;

/** Where there is no control plane, nothing is recalled. */
export const noRecall: Recall = async () => undefined;

/** What an agent has to recall. */
export interface Before {
  recall: Recall;
  /**
   * Asks what for there is evidence, if the cluster was registered before, so that no review has to wait for
   * that; resolves when it is known, or not to be had. Never fails.
   */
  prepare: () => Promise<void>;
}

export interface RecallOptions {
  troubled: (failure: Failure) => void;
  /** Milliseconds since 1970. */
  clock?: () => number;
}

/** What stands on one piece of evidence, as the control plane says. */
interface Kept {
  digest: string;
  reader: string;
  at: number;
  /** Being fetched, or fetched: undefined where it was not what it should be. */
  flight?: Promise<Evidence | undefined>;
}

/** By the digest of the image. */
type Index = ReadonlyMap<string, Kept[]>;

/** How many images are remembered to have been reported: as many as a cluster may run. */
const mostImages = 20_000;
/** Images that were seen in the last week count, in milliseconds: jobs run at night. */
const week = 7 * 24 * 3_600_000;
/** How long one answer is waited for, and how long none is asked for after a failure, in milliseconds. */
const patience = 15_000;
const pause = 30_000;
/** How long a beginning waits for what it may recall, in milliseconds. */
const beginning = 10_000;
/** How much is fetched side by side; others of the same address share the control plane's budget. */
const sideBySide = 3;

/**
 * Recalls evidence from the control plane: what for, is asked once; the evidence itself when it is wanted.
 * It counts only under the digest that it was sent under, for the image and the place that it is about
 * itself, and for whoever has the credentials it was read with. It is old, whatever the control plane
 * says: no denial stands on it.
 */
export function recallFrom(
  plane: Pick<ControlPlane, 'call' | 'registered'>,
  { troubled, clock = Date.now }: RecallOptions,
): Before {
  let index: Promise<Index> | undefined;
  let silentUntil = 0;
  let under = 0;
  const waiting: (() => void)[] = [];

  /** The answer; undefined where there is none to be had. @throws Failure after which it is left alone for a while */
  const asked = async <Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> => {
    if (clock() < silentUntil) throw new Failure('UNAVAILABLE', 'it failed a moment ago');
    try {
      return await ask();
    } catch (error) {
      const failure = asFailure(error);
      if (failure.code === 'NOT_FOUND') return undefined;
      silentUntil = clock() + pause;
      troubled(failure);
      throw failure;
    }
  };
  const load = async (): Promise<Index> => {
    // Nothing was found before the first registration, and it is not for whoever wants evidence to register.
    if ((await plane.registered()) === undefined) {
      silentUntil = clock() + pause;
      throw new Failure('FAILED_PRECONDITION', 'the cluster is not registered');
    }
    const found = new Map<string, Kept[]>();
    const activeSince = new Date(clock() - week).toISOString();
    for (let pageToken: string | undefined; found.size < mostImages; ) {
      const request = { pageSize: 500, pageToken, activeSince };
      const page = await asked(() => plane.call(listEvidence, request, { patience }));
      for (const { image, evidence, at } of page?.items ?? []) {
        const of = image.slice(image.indexOf('@') + 1);
        const all = evidence.map((each) => ({ ...each, at: Date.parse(at) }));
        found.set(of, [...(found.get(of) ?? []), ...all]);
      }
      pageToken = page?.nextPageToken;
      if (pageToken === undefined) break;
    }
    return found;
  };
  const known = (): Promise<Index | undefined> => {
    if (index === undefined && clock() >= silentUntil) {
      index = load();
      index.catch(() => {
        index = undefined;
      });
    }
    return index?.catch(() => undefined) ?? Promise.resolve(undefined);
  };
  const turn = async <Answer>(run: () => Promise<Answer>): Promise<Answer> => {
    if (under >= sideBySide) await new Promise<void>((go) => waiting.push(go));
    under += 1;
    try {
      return await run();
    } finally {
      under -= 1;
      waiting.shift()?.();
    }
  };
  const fetched = (kept: Kept): Promise<Evidence | undefined> => {
    const { digest } = kept;
    kept.flight ??= turn(() => asked(() => plane.call(readEvidence, { digest }, { patience })))
      .then((answer) => answer && opened(digest, answer.content))
      .catch(() => {
        delete kept.flight;
        return undefined;
      });
    return kept.flight;
  };
  const recall = async (subject: Subject, scope: string): Promise<Held | undefined> => {
    const reader = readerOf(scope);
    const candidates = (await known())?.get(subject.digest) ?? [];
    for (const kept of candidates.filter((each) => each.reader === reader)) {
      const evidence = await fetched(kept);
      if (evidence === undefined || !isAbout(evidence, subject)) continue;
      return { evidence, at: Math.min(kept.at, clock() - recently - 1), reader };
    }
    return undefined;
  };
  return {
    recall: (subject, scope, most) => within(recall(subject, scope), most),
    prepare: async () => void (await within(known(), beginning)),
  };
}

/** What is answered within so many milliseconds. */
function within<Answer>(answer: Promise<Answer>, most: number): Promise<Answer | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), most);
  return Promise.race([answer, late.promise]).finally(() => clearTimeout(timer));
}

/** The evidence in the content, if it is what the digest says. */
function opened(digest: string, content: string): Evidence | undefined {
  const bytes = Buffer.from(content, 'base64');
  if (`sha256:${createHash('sha256').update(bytes).digest('hex')}` !== digest) return undefined;
  try {
    return unpackEvidence(bytes);
  } catch {
    return undefined;
  }
}

const isAbout = ({ digest, source }: Evidence, subject: Subject): boolean =>
  digest === subject.digest &&
  source.repository === subject.repository &&
  source.tagPrefix === subject.tagPrefix;
