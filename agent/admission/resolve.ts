// SPDX-License-Identifier: Apache-2.0
import { LRUCache } from 'lru-cache';
import type { Reference } from '../../core/policy/reference.ts';
import type { Registry, Resolved } from '../../registry/registry.ts';
import type { Credentials } from './credentials.ts';

/** For how long a tag means what it meant, in milliseconds. */
const lasting = 5_000;

/** The digest that a tag stands for: asked once for all reviews of the next seconds. */
export type Resolve = (image: Reference, credentials: Credentials) => Promise<Resolved>;

export function resolving(registry: Registry): Resolve {
  const kept = new LRUCache<string, Promise<Resolved>>({ max: 2_000, ttl: lasting });
  return (image, { keychain, scope }) => {
    const key = JSON.stringify([image.name, scope]);
    const had = kept.get(key);
    if (had !== undefined) return had;
    const asked = registry.resolve(image, keychain);
    kept.set(key, asked);
    asked.catch(() => kept.delete(key));
    return asked;
  };
}
