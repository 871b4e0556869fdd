// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { nothing, type Tally } from './counted.ts';

/** A home in a process of its own. */
export interface CountedHome {
  url: string;
  /** What was counted since it started. */
  tally: () => Promise<Tally>;
  /** Ends it as a signal would: what waits is answered. */
  stop: () => Promise<void>;
}

/** Starts the home on the folder, at the port (0 for any), over the emulator if one is named. */
export async function startCountedHome(
  data: string,
  port: number,
  emulator: string | undefined,
): Promise<CountedHome> {
  const args = [data, String(port), ...(emulator === undefined ? [] : [emulator])];
  const env = { ...process.env, METADATA_SERVER_DETECTION: 'none' };
  const child = fork(new URL('home.ts', import.meta.url), args, { env });
  const { url } = await told(child);
  return {
    url: String(url),
    tally: async () => {
      child.send('tally');
      const { tally } = await told(child);
      return { ...nothing(), ...Object(tally) };
    },
    stop: async () => {
      const ended = once(child, 'exit');
      child.send('stop');
      await ended;
    },
  };
}

async function told(child: ChildProcess): Promise<Record<string, unknown>> {
  const early = once(child, 'exit').then(([code]) => {
    throw new Error(`the home ended with ${code}`);
  });
  const [message] = await Promise.race([once(child, 'message'), early]);
  return Object(message);
}

/** What was counted between two moments. */
export function between(before: Tally, after: Tally): Tally {
  const less = (a: Record<string, number>, b: Record<string, number>) =>
    Object.fromEntries(
      Object.entries(b)
        .map(([name, count]) => [name, count - (a[name] ?? 0)] as const)
        .filter(([, count]) => count > 0),
    );
  return {
    reads: after.reads - before.reads,
    writes: after.writes - before.writes,
    written: less(before.written, after.written),
    calls: less(before.calls, after.calls),
    refused: less(before.refused, after.refused),
    cpu: after.cpu - before.cpu,
    resident: after.resident,
  };
}
