// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What wrk measured: milliseconds, and answers per second; `refused` counts those not 2xx. */
export interface Measured {
  p50: number;
  p99: number;
  rate: number;
  refused: number;
}

/** Asks for the URL over `connections` connections for some seconds (wrk, from Debian's package). */
export async function wrk(
  url: string,
  options: { connections: number; seconds: number; headers?: Record<string, string> },
): Promise<Measured> {
  const { connections, seconds, headers = {} } = options;
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '--timeout', '10s'];
  const named = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const { stdout } = await promisify(execFile)('wrk', [...args, ...named, url]);
  const line = (pattern: RegExp) => pattern.exec(stdout)?.[1] ?? '';
  return {
    p50: milliseconds(line(/^\s+50%\s+(\S+)/m)),
    p99: milliseconds(line(/^\s+99%\s+(\S+)/m)),
    rate: Number(line(/Requests\/sec:\s+(\S+)/)),
    refused: Number(line(/Non-2xx or 3xx responses: (\d+)/) || 0),
  };
}

function milliseconds(text: string): number {
  const [, number = '', unit = ''] = /^([\d.]+)(us|ms|s)$/.exec(text) ?? [];
  return Number(number) * (unit === 'us' ? 0.001 : unit === 's' ? 1000 : 1);
}
