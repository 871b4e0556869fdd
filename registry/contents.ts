// SPDX-License-Identifier: Apache-2.0
import { LRUCache } from 'lru-cache';
import type { Content, Repository } from './repository.ts';

/** Bytes that are kept in memory for all repositories together. */
const size = 33_554_432;

/**
 * Keeps what has a digest, since it never changes, and asks once for what is wanted twice at a time.
 * `owner` parts what callers with different credentials were shown.
 */
export function contents() {
  const kept = new LRUCache<string, Buffer>({ maxSize: size, sizeCalculation: sizeOf });
  const flights = new Map<string, Promise<Buffer | undefined>>();

  const once = (key: string, read: () => Promise<Buffer | undefined>) => {
    const had = kept.get(key);
    if (had !== undefined) return Promise.resolve(had);
    const under = flights.get(key);
    if (under !== undefined) return under;
    const flight = read()
      .then((bytes) => {
        if (bytes !== undefined) kept.set(key, bytes);
        return bytes;
      })
      .finally(() => flights.delete(key));
    flights.set(key, flight);
    return flight;
  };

  return (repository: Repository, owner: string): Repository => ({
    ...repository,
    manifest: async (identifier): Promise<Content | undefined> => {
      if (!identifier.startsWith('sha256:')) return repository.manifest(identifier);
      const bytes = await once(
        `${owner} ${identifier}`,
        async () => (await repository.manifest(identifier))?.bytes,
      );
      return bytes === undefined ? undefined : { digest: identifier, bytes };
    },
    blob: async (described, most) => {
      const bytes = await once(`${owner} ${described.digest}`, () =>
        repository.blob(described, most),
      );
      return bytes ?? Buffer.alloc(0);
    },
  });
}

const sizeOf = (bytes: Buffer): number => bytes.length + 256;
