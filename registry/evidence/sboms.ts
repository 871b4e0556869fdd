// SPDX-License-Identifier: Apache-2.0
import type { Trouble } from '../../core/evidence/evidence.ts';
import type { Subject } from '../../core/evidence/subject.ts';
import { limits } from '../limits.ts';
import { readManifest } from '../manifest.ts';
import type { Repository } from '../repository.ts';
import { troubleAt } from '../troubled.ts';
import { cosignTag } from './subject.ts';

/** A list of what is in an image, as somebody attached it: nobody signed it. */
export interface Sbom {
  digest: string;
  /** What it is written in, e.g. `text/spdx+json`. */
  mediaType: string;
  bytes: Uint8Array;
}

/**
 * What `cosign attach sbom` put beside the digest, at most 20 MiB each. Lists that somebody signed are
 * attestations. Never fails: what could not be read stands in `trouble`.
 */
export async function attachedSboms(
  subject: Subject,
  repository: Repository,
): Promise<{ sboms: Sbom[]; trouble: Trouble[] }> {
  const tag = cosignTag(subject, 'sbom');
  const place = `${subject.repository}:${tag}`;
  const sboms: Sbom[] = [];
  try {
    const content = await repository.manifest(tag);
    const layers = content === undefined ? [] : readManifest(content.bytes).layers;
    for (const layer of layers.slice(-limits.sboms)) {
      const bytes = await repository.blob(layer, limits.blob);
      sboms.push({ digest: layer.digest, mediaType: layer.mediaType, bytes });
    }
    if (layers.length <= limits.sboms) return { sboms, trouble: [] };
    const message = `there are ${layers.length}, of which ${limits.sboms} were read`;
    return { sboms, trouble: [{ reason: 'too-large', place, message }] };
  } catch (error) {
    return { sboms, trouble: [troubleAt(place, error)] };
  }
}
