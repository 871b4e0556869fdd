// SPDX-License-Identifier: Apache-2.0
import { codes, type ErrorCode, Failure } from '../../core/errors.ts';
import { Conflict } from './port.ts';

/** What it means here when a document is there, is not there, or is of another version. */
export interface Meaning {
  /** The document that is spoken of. */
  path: string;
  exists?: 'exists';
  absent?: 'changed';
  differs?: 'changed';
}

/** How long Firestore may take to answer, in milliseconds: its client would wait for minutes. */
const patience = 15_000;

/** What is asked of Firestore, with an end to waiting for it. */
export interface Asking {
  /**
   * Runs what asks, and says in our words what came of it.
   * @throws Conflict as `meaning` has it, 'contended' where Firestore gave up between writers
   * @throws Failure UNAVAILABLE when it does not answer in time; whether it wrote is not known then
   * @throws what else the function throws, as it is
   */
  told<T>(meaning: Meaning, run: () => Promise<T>, longest?: number): Promise<T>;
  /** Runs it, its errors as they are. @throws Failure UNAVAILABLE when it takes too long */
  inTime<T>(run: () => Promise<T>, longest?: number): Promise<T>;
  /** Whether all that was asked has come to an end, at the latest after so many milliseconds. */
  settled(within: number): Promise<boolean>;
}

/** Nothing asked yet. */
export function asking(): Asking {
  const open = new Set<Promise<unknown>>();
  const inTime = async <T>(run: () => Promise<T>, longest = patience): Promise<T> => {
    const asked = run();
    open.add(asked);
    const ended = () => open.delete(asked);
    asked.then(ended, ended);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(away()), longest);
    });
    try {
      return await Promise.race([asked, late]);
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    inTime,
    told: async (meaning, run, longest) => {
      try {
        return await inTime(run, longest);
      } catch (error) {
        throw translated(meaning, error);
      }
    },
    settled: (within) =>
      inTime(() => Promise.allSettled(open), within).then(
        () => true,
        () => false,
      ),
  };
}

function translated({ path, exists, absent, differs }: Meaning, error: unknown): unknown {
  if (is('ALREADY_EXISTS', error) && exists) return new Conflict(exists, path);
  if (is('NOT_FOUND', error) && absent) return new Conflict(absent, path);
  if (is('FAILED_PRECONDITION', error) && differs) return new Conflict(differs, path);
  if (is('ABORTED', error)) return new Conflict('contended', path);
  return passing.some((code) => is(code, error)) ? away(error) : error;
}

/** What may go better the next time. */
const passing = ['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'RESOURCE_EXHAUSTED'] as const;

const away = (cause?: unknown): Failure =>
  new Failure('UNAVAILABLE', 'the store of documents does not answer; try again', {
    next: 'the same request again',
    cause,
  });

/** Errors of the client carry the number of google.rpc.Code; ours carry its name. */
const is = (code: ErrorCode, error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === codes[code].number;
