// SPDX-License-Identifier: Apache-2.0
import type { Evidence } from '../../core/evidence/evidence.ts';
import type { Subject } from '../../core/evidence/subject.ts';
import { limits } from '../limits.ts';
import { type Descriptor, readManifest } from '../manifest.ts';
import { referrers } from '../referrers.ts';
import { missing, type Repository } from '../repository.ts';
import { Troubled } from '../troubled.ts';
import { Budget, readLayers, useOf } from './layers.ts';
import { attempt, beyond, merged, nothing, type Part } from './part.ts';
import { cosignTag } from './subject.ts';

/**
 * Where a repository holds evidence: cosign's `.sig` and `.att` tags, and what refers to the digest
 * (bundles of both kinds, and cosign's layers in their OCI 1.1 form).
 */
export type Holding = 'signatures' | 'attestations' | 'referrers';

/** All of them: every signature and attestation that there is. */
export const everywhere: readonly Holding[] = ['signatures', 'attestations', 'referrers'];

/**
 * Reads what the repository holds for the digest in these places. Never fails: what could not be read
 * stands in `trouble`, and what was found beside it still counts.
 */
export async function collect(
  subject: Subject,
  repository: Repository,
  places: readonly Holding[],
): Promise<Evidence> {
  const search: Search = { subject, repository, budget: new Budget() };
  const ways: Record<Holding, () => Promise<Part>> = {
    signatures: () => underTag(search, 'sig', 'signature'),
    attestations: () => underTag(search, 'att', 'attestation'),
    referrers: () => referring(search),
  };
  const parts = await Promise.all(places.map((place) => ways[place]()));
  const source = { repository: subject.repository, tagPrefix: subject.tagPrefix };
  return { digest: subject.digest, source, ...merged(parts) };
}

interface Search {
  subject: Subject;
  repository: Repository;
  budget: Budget;
}

/** All layers under one of cosign's tags, whatever their media types: the tag says what they are for. */
function underTag(
  search: Search,
  suffix: 'sig' | 'att',
  use: 'signature' | 'attestation',
): Promise<Part> {
  const { subject, repository } = search;
  const tag = cosignTag(subject, suffix);
  const place = `${subject.repository}:${tag}`;
  return attempt(place, async () => {
    const content = await repository.manifest(tag);
    if (content === undefined) return nothing;
    return readLayers(readManifest(content.bytes).layers, () => use, { ...search, place });
  });
}

function referring(search: Search): Promise<Part> {
  const { repository, digest } = search.subject;
  const place = `referrers of ${repository}@${digest}`;
  return attempt(place, async () => {
    const listed = await referrers(search.repository, digest);
    const first = listed.sort(bySigstoreFirst).slice(0, limits.things);
    const parts = await Promise.all(first.map((each) => referrer(each, search)));
    return merged([...parts, beyond(listed.length, place)]);
  });
}

/** Only where there are too many does the order matter, so a wrong hint costs nothing. */
const bySigstoreFirst = (a: Descriptor, b: Descriptor): number => rank(a) - rank(b);
const rank = ({ artifactType }: Descriptor): number =>
  /sigstore|cosign/.test(artifactType) ? 0 : /^$|empty/.test(artifactType) ? 1 : 2;

/** What one referrer holds, by what its own manifest says. */
function referrer({ digest }: Descriptor, search: Search): Promise<Part> {
  const { subject, repository } = search;
  const place = `${subject.repository}@${digest}`;
  return attempt(place, async () => {
    const content = await repository.manifest(digest);
    if (content === undefined) throw missing(subject.repository, digest);
    const manifest = readManifest(content.bytes);
    if (manifest.subject?.digest !== subject.digest) {
      throw new Troubled('malformed', `${digest} is listed as a referrer and refers elsewhere`);
    }
    return readLayers(manifest.layers, useOf, { ...search, place });
  });
}
