// SPDX-License-Identifier: Apache-2.0
import type { Failure } from '../core/errors.ts';

export type Severity = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';

/** Writes one line of JSON for each thing that happened. Never tokens, bodies or keys. */
export type Log = (severity: Severity, message: string, fields?: object) => void;

export const jsonLog =
  (write: (line: string) => void): Log =>
  (severity, message, fields = {}) =>
    write(JSON.stringify({ time: new Date().toISOString(), severity, message, ...fields }));

/** A failure that is tried again by itself, once a minute at most for the same sentence. */
export function troubleLog(log: Log, passed = () => performance.now()) {
  const told = new Map<string, number>();
  return (failure: Failure): void => {
    const { message, code, place, next } = failure;
    const last = told.get(message) ?? Number.NEGATIVE_INFINITY;
    if (passed() - last < 60_000) return;
    if (told.size > 1_000) told.clear();
    told.set(message, passed());
    const cause = failure.cause instanceof Error ? failure.cause.message : undefined;
    log('WARNING', message, { code, place, next, cause });
  };
}
