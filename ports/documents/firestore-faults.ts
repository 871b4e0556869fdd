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

/**
 * Runs what asks Firestore, and says in our words what it answered.
 *
 * @throws Conflict as `meaning` has it, 'contended' where Firestore gave up between writers
 * @throws Failure UNAVAILABLE when it does not answer
 * @throws what else the function throws, as it is
 */
export async function told<T>(meaning: Meaning, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw translated(meaning, error);
  }
}

function translated({ path, exists, absent, differs }: Meaning, error: unknown): unknown {
  if (is('ALREADY_EXISTS', error) && exists) return new Conflict(exists, path);
  if (is('NOT_FOUND', error) && absent) return new Conflict(absent, path);
  if (is('FAILED_PRECONDITION', error) && differs) return new Conflict(differs, path);
  if (is('ABORTED', error)) return new Conflict('contended', path);
  if (!is('UNAVAILABLE', error) && !is('DEADLINE_EXCEEDED', error)) return error;
  const message = 'the store of documents does not answer; try again';
  return new Failure('UNAVAILABLE', message, { cause: error });
}

/** Errors of the client carry the number of google.rpc.Code; ours carry its name. */
const is = (code: ErrorCode, error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === codes[code].number;
