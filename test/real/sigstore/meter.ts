// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { program } from '../build/cache.ts';
import { run } from '../program.ts';

/** A registry as it is seen through a proxy that counts, delays, or is down. */
export interface Meter {
  /** Where the registry is found behind it. */
  host: string;
  /** The requests since this was last asked, by method and path. */
  asked: () => Promise<{ [request: string]: number }>;
  /** Every request waits so long from now on, in milliseconds. */
  delay: (milliseconds: number) => Promise<void>;
  /** From now on it answers; takes connections and never answers; or is not there at all. */
  be: (what: 'there' | 'silent' | 'away') => Promise<void>;
  stop: () => Promise<void>;
}

/** Starts the proxy before a registry; plain HTTP. It needs the part `meter`. */
export async function startMeter(registry: string): Promise<Meter> {
  const proxy = run(program('meter'), ['-to', registry]);
  const { registry: host = '', control = '' } = await proxy.announced();
  const tell = async (what: string) => {
    await fetch(`http://${control}/${what}`, { method: 'POST' });
  };
  return {
    host,
    asked: async () => counts.parse(await (await fetch(`http://${control}/asked`)).json()),
    delay: (milliseconds) => tell(`delay?of=${milliseconds}ms`),
    be: (what) => tell(`be?what=${what}`),
    stop: proxy.stop,
  };
}

const counts = z.record(z.string(), z.number());
