// SPDX-License-Identifier: Apache-2.0
import type { Fetch } from '../registry/wire/fetch.ts';
import { namesProxy } from '../registry/wire/proxy.ts';

/**
 * How requests leave this machine: through the proxies that the environment names, else by the
 * runtime's own `fetch`. Nothing is loaded for them before one is needed.
 */
export function outgoing(env: Record<string, string | undefined>): Fetch {
  if (!namesProxy(env)) return (url, asked) => fetch(url, asked);
  let through: Promise<Fetch> | undefined;
  return async (url, asked) => {
    through ??= open(env);
    return (await through)(url, asked);
  };
}

async function open(env: Record<string, string | undefined>): Promise<Fetch> {
  const { fetchThrough } = await import('../registry/wire/fetch.ts');
  const { proxiesIn } = await import('../registry/wire/proxies.ts');
  return fetchThrough(proxiesIn(env) ?? (() => undefined));
}
