// SPDX-License-Identifier: Apache-2.0
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
  /** What is known of the keys; whatever was never asked for is read first. */
  material: (named: NamedKeys) => Promise<KeyMaterial>;
  /** Reads all of it anew; whether anything is otherwise than before. */
  refresh: (named: NamedKeys) => Promise<boolean>;
}

/**
 * Reads the public keys that policies name, in Secrets of the policies' namespace (by name alone) and in
 * KMSs. One that cannot be read at this moment keeps what was read before; one that is gone is gone.
 */
export function keyReader(kube: Pick<Kube, 'get'>, fetchKms = kmsPublicKey): KeyReader {
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
    const found = await fetchKms(name);
    const before = kms.get(name);
    return 'fault' in found && before !== undefined && 'pem' in before ? before : found;
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
        into(kms, without(kms, named.kms), readKms),
      ]);
      return { secrets, kms };
    },
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
