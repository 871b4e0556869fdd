// SPDX-License-Identifier: Apache-2.0
import type { Found } from '../../core/evidence/evidence.ts';
import { limits } from '../limits.ts';
import type { Descriptor } from '../manifest.ts';
import type { Repository } from '../repository.ts';
import { Troubled } from '../troubled.ts';
import { attempt, beyond, merged, type Part } from './part.ts';

export type Use = 'bundle' | 'signature' | 'attestation';

/** Bundles in each version that was written: `…bundle.v0.3+json`, `…bundle+json;version=0.1`. */
const bundleType = /^application\/vnd\.dev\.sigstore\.bundle(\.v|\+json)/;

/** What a layer is for by its own media type; undefined if verification has no use for it. */
export function useOf({ mediaType }: Descriptor): Use | undefined {
  if (bundleType.test(mediaType)) return 'bundle';
  if (mediaType === 'application/vnd.dev.cosign.simplesigning.v1+json') return 'signature';
  return mediaType === 'application/vnd.dsse.envelope.v1+json' ? 'attestation' : undefined;
}

/** Bytes that may still be read for one digest. */
export class Budget {
  #left: number = limits.evidence;

  /** @throws Troubled when there is not that much left */
  take(size: number): void {
    this.#left -= size;
    if (this.#left >= 0) return;
    throw new Troubled('too-large', `there are more than ${limits.evidence} bytes of signatures`);
  }
}

/**
 * The contents of a manifest's layers, as far as `use` finds any for them; where there are too many,
 * of the last ones: cosign puts the newest at the end.
 */
export async function readLayers(
  layers: Descriptor[],
  use: (layer: Descriptor) => Use | undefined,
  from: { place: string; repository: Repository; budget: Budget },
): Promise<Part> {
  const useful = layers.flatMap((layer) => {
    const purpose = use(layer);
    return purpose === undefined ? [] : [{ layer, purpose }];
  });
  const parts = await Promise.all(
    useful.slice(-limits.things).map(({ layer, purpose }) =>
      attempt(from.place, async () => {
        from.budget.take(layer.size);
        const payload = await from.repository.blob(layer, limits.blob);
        return { found: [found(layer, purpose, payload)], trouble: [] };
      }),
    ),
  );
  return merged([...parts, beyond(useful.length, from.place)]);
}

function found({ digest, mediaType, annotations }: Descriptor, use: Use, payload: Buffer): Found {
  return use === 'bundle'
    ? { kind: 'bundle', digest, bytes: payload }
    : { kind: 'layer', use, digest, mediaType, payload, annotations };
}
