// SPDX-License-Identifier: Apache-2.0
import { LRUCache } from 'lru-cache';
import { applies, type Workload } from '../../core/policy/applies.ts';
import type { CompiledPolicy } from '../../core/policy/compiled.ts';
import { namesOf } from '../../core/policy/glob.ts';
import type { Reference } from '../../core/policy/reference.ts';
import type { Registry, Resolved } from '../../registry/registry.ts';
import type { Credentials } from './credentials.ts';

/** For how long a tag means what it meant, from the answer on, in milliseconds. */
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
    kept.set(key, asked, { ttl: 0 });
    asked.then(
      () => kept.set(key, asked),
      () => kept.delete(key),
    );
    return asked;
  };
}

/**
 * The pull secrets that policies name for images which they cover: who put them there wants the agent
 * to read these images with them, whoever runs them.
 */
export function secretsFor(
  policies: readonly CompiledPolicy[],
  reference: string,
  workload: Workload | undefined,
): string[] {
  const names = namesOf(reference);
  return policies
    .filter((policy) => applies(policy, names, workload))
    .flatMap(({ authorities }) => authorities)
    .flatMap(({ way }) => (way.kind === 'signed' ? way.source.pullSecrets : []));
}
