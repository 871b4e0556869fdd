// SPDX-License-Identifier: Apache-2.0
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import { type Kube, keyOf, resources } from '../kube.ts';

/** A Secret as it was read. */
export interface ReadSecret {
  /** `namespace/name`. */
  key: string;
  version: string;
  data: { [key: string]: string };
}

/** Secrets by name, read when they are first needed; never listed or watched. */
export interface PullSecrets {
  /** The secret, or undefined if there is none. @throws KubeFailure if that cannot be told */
  get: (namespace: string, name: string) => Promise<ReadSecret | undefined>;
}

const times = {
  /** So long what was read is handed out without asking again, in milliseconds. */
  fresh: 60_000,
  /** So long the absence of a secret is believed. */
  absent: 5_000,
  /** A secret that nobody asked for so long is forgotten. */
  unused: 600_000,
};

interface Kept {
  secret: Promise<ReadSecret | undefined>;
  until: number;
  renewing: boolean;
}

const secretData = z
  .record(z.string(), z.string())
  .nullish()
  .transform((data) => data ?? {});

/**
 * Pull secrets with a short life in memory. What is older than a minute is still handed out while it is
 * read anew behind the caller's back, so that only a first use waits for the API server.
 */
export function pullSecrets(kube: Kube, clock = () => performance.now()): PullSecrets {
  const kept = new LRUCache<string, Kept>({
    max: 1_000,
    ttl: times.unused,
    updateAgeOnGet: true,
  });
  const read = async (namespace: string, name: string): Promise<ReadSecret | undefined> => {
    const found = await kube.get(resources.secrets, name, namespace);
    if (found === undefined) return undefined;
    const { resourceVersion: version = '' } = found.metadata;
    return { key: keyOf(namespace, name), version, data: secretData.parse(found['data']) };
  };
  const renewed = async (namespace: string, name: string): Promise<ReadSecret | undefined> => {
    const key = keyOf(namespace, name);
    const before = kept.get(key);
    const secret = read(namespace, name);
    if (before === undefined) {
      const entry: Kept = { secret, until: Number.POSITIVE_INFINITY, renewing: false };
      kept.set(key, entry);
      secret.then(
        (found) => {
          entry.until = clock() + (found === undefined ? times.absent : times.fresh);
        },
        () => kept.delete(key),
      );
      return secret;
    }
    before.renewing = true;
    const settled = await secret.catch(() => before.secret);
    const until = clock() + (settled === undefined ? times.absent : times.fresh);
    kept.set(key, { secret: Promise.resolve(settled), until, renewing: false });
    return settled;
  };
  return {
    get: async (namespace, name) => {
      const had = kept.get(keyOf(namespace, name));
      if (had === undefined) return renewed(namespace, name);
      if (had.until > clock()) return had.secret;
      const settled = await had.secret;
      if (settled === undefined) {
        kept.delete(keyOf(namespace, name));
        return renewed(namespace, name);
      }
      if (!had.renewing) void renewed(namespace, name);
      return settled;
    },
  };
}
