// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fetched, KeyMaterial } from '../../core/policy/compile-authority.ts';
import { kmsPublicKey } from '../../registry/kms/public-key.ts';
import { type Kube, resources } from '../kube.ts';
import { policyNamespace } from '../names.ts';

/** Names of keys that policies do not hold themselves. */
export interface NamedKeys {
  secrets: readonly string[];
  kms: readonly string[];
}

export interface KeyReader {
  /**
   * What is known of the keys; whatever was never asked for is read first. A KMS that does not answer in time
   * is a fault meanwhile, so that it holds up no policy but those that name it.
   */
  material: (named: NamedKeys) => Promise<KeyMaterial>;
  /** Whether a KMS has not answered yet. */
  isLate: () => boolean;
  /** Reads all of it anew; whether anything is otherwise than before. */
  refresh: (named: NamedKeys) => Promise<boolean>;
}

/** How long a KMS is waited for before others go on, in milliseconds. */
const patience = 3_000;

/**
 * Reads the public keys that policies name, in Secrets of the policies' namespace (by name alone) and in
 * KMSs. One that cannot be read at this moment keeps what was read before; one that is gone is gone.
 */
export function keyReader(
  kube: Pick<Kube, 'get'>,
  fetchKms = kmsPublicKey,
  wait = patience,
): KeyReader {
  const flights = new Map<string, Promise<Fetched>>();
  const secrets = new Map<string, Fetched>();
  const kms = new Map<string, Fetched>();
  const readSecret = async (name: string): Promise<Fetched> => {
    try {
      const found = await kube.get(resources.secrets, name, policyNamespace);
      if (found === undefined)
        return { fault: `Secret "${name}" is missing in ${policyNamespace}` };
      return keysIn(name, found['data']);
    } catch (error) {
      const why = error instanceof Error ? error.message : 'not known why';
      return secrets.get(name) ?? { fault: `Secret "${name}" could not be read: ${why}` };
    }
  };
  const readKms = async (name: string): Promise<Fetched> => {
    const flight = flights.get(name) ?? fetchKms(name).finally(() => flights.delete(name));
    flights.set(name, flight);
    const found = await flight;
    const before = kms.get(name);
    return 'fault' in found && before !== undefined && 'pem' in before ? before : found;
  };
  const late = async (name: string): Promise<Fetched> => {
    await sleep(wait, undefined, { ref: false });
    return { fault: `${name} has not answered yet` };
  };
  const into = async (
    known: Map<string, Fetched>,
    names: readonly string[],
    read: (name: string) => Promise<Fetched>,
  ): Promise<boolean> => {
    const all = await Promise.all(names.map(async (name) => [name, await read(name)] as const));
    const changed = all.some(
      ([name, now]) => JSON.stringify(known.get(name)) !== JSON.stringify(now),
    );
    for (const [name, now] of all) known.set(name, now);
    return changed;
  };
  return {
    material: async (named) => {
      await Promise.all([
        into(secrets, without(secrets, named.secrets), readSecret),
        into(kms, without(kms, named.kms), (name) => Promise.race([readKms(name), late(name)])),
      ]);
      return { secrets, kms };
    },
    isLate: () => flights.size > 0,
    refresh: async (named) => {
      for (const known of [secrets, kms]) {
        const wanted = known === secrets ? named.secrets : named.kms;
        for (const name of [...known.keys()]) if (!wanted.includes(name)) known.delete(name);
      }
      const changed = await Promise.all([
        into(secrets, [...new Set(named.secrets)], readSecret),
        into(kms, [...new Set(named.kms)], readKms),
      ]);
      return changed.includes(true);
    },
  };
}

const without = (known: Map<string, Fetched>, names: readonly string[]): string[] =>
  [...new Set(names)].filter((name) => !known.has(name));

/** The one entry of a Secret with public keys. */
function keysIn(name: string, data: unknown): Fetched {
  const entries = typeof data === 'object' && data !== null ? Object.values(data) : [];
  const [only] = entries;
  if (entries.length !== 1 || typeof only !== 'string') {
    return { fault: `Secret "${name}" must hold one entry; it has ${entries.length}` };
  }
  return { pem: Buffer.from(only, 'base64').toString('utf8') };
}
