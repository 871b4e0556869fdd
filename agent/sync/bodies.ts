// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { readPolicy } from '../../core/api/desired.ts';
import { Failure } from '../../core/errors.ts';
import type { ControlPlane } from '../control-plane.ts';
import type { Shelf } from '../shelf.ts';

/** Documents of policies by their digest. */
export type Bodies = (digest: string) => Promise<string>;

/**
 * Documents of policies: out of memory, off the disk, else from the control plane. A digest stands for the
 * same document forever, and whatever has another one is not taken. @throws Failure
 */
export function policyBodies(plane: Pick<ControlPlane, 'call'>, shelf: Shelf): Bodies {
  const kept = new LRUCache<string, string>({ maxSize: 16_777_216, sizeCalculation: sizeOf });
  const read = async (digest: string): Promise<string> => {
    const had = (await shelf.get(digest))?.toString('utf8');
    if (had !== undefined && digestOf(had) === digest) return had;
    const { document } = await plane.call(readPolicy, { digest });
    if (digestOf(document) !== digest) {
      throw new Failure('INTERNAL', 'the document of a policy has another digest than it should', {
        place: digest,
      });
    }
    await shelf.put(digest, Buffer.from(document));
    return document;
  };
  return async (digest) => {
    const document = kept.get(digest) ?? (await read(digest));
    kept.set(digest, document);
    return document;
  };
}

const sizeOf = (text: string): number => text.length + 256;

const digestOf = (text: string): string =>
  `sha256:${createHash('sha256').update(text).digest('hex')}`;
