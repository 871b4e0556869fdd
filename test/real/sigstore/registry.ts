// SPDX-License-Identifier: Apache-2.0
import { program } from '../build/cache.ts';
import { run } from '../program.ts';

export interface Registry {
  /** Host and port, as a reference begins: `127.0.0.1:12345`. */
  host: string;
  user: string;
  password: string;
  stop: () => Promise<void>;
}

/** How a registry differs from one that is open to all and serves the referrers API. */
export interface RegistryOptions {
  auth?: 'none' | 'basic' | 'token';
  /** Without the API, clients fall back to a tag named after the digest. */
  referrers?: boolean;
}

/** Starts a registry in memory; plain HTTP. It needs the part `reg`. */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const { auth = 'none', referrers = true } = options;
  const [user, password] = ['somebody', 'something secret'];
  const server = run(program('reg'), [
    ...['-auth', auth, '-user', user, '-password', password, `-referrers=${referrers}`],
  ]);
  const { registry: host = '' } = await server.announced();
  return { host, user, password, stop: server.stop };
}
