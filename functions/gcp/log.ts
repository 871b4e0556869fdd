// SPDX-License-Identifier: Apache-2.0
import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';

/** Writes entries as Cloud Logging reads them: a line of JSON each, tied to the request's trace. */
export interface Log {
  write: (entry: object) => void;
  /** Runs what answers the request; all that is written meanwhile carries its trace. */
  during: <T>(request: IncomingMessage, run: () => Promise<T>) => Promise<T>;
}

/** https://cloud.google.com/logging/docs/structured-logging */
export function cloudLog(project: string, name: string, print: (line: string) => void): Log {
  const traces = new AsyncLocalStorage<object>();
  return {
    write: (entry) =>
      print(JSON.stringify({ ...entry, function: name, ...(traces.getStore() ?? {}) })),
    during: (request, run) => traces.run(traceOf(project, request), run),
  };
}

/** The trace that the request belongs to (W3C Trace Context §3.2); a header out of form is none. */
function traceOf(project: string, { headers }: IncomingMessage): object {
  const parent = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}/.exec(
    String(headers['traceparent'] ?? ''),
  );
  if (parent === null) return {};
  return {
    'logging.googleapis.com/trace': `projects/${project}/traces/${parent[1]}`,
    'logging.googleapis.com/spanId': parent[2],
  };
}
