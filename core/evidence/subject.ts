// SPDX-License-Identifier: Apache-2.0
import { parseReference, type Reference } from '../policy/reference.ts';

/** What is looked for: everything about one digest, where signatures of it are kept. */
export interface Subject {
  /** `sha256:…` of an image or index. */
  digest: string;
  /** A repository in canonical form. */
  repository: string;
  /** What stands before cosign's tags; usually nothing. */
  tagPrefix: string;
}

/** Where a policy's authority says that signatures are (`source` of a ClusterImagePolicy). */
export interface Source {
  oci?: string | undefined;
  tagPrefix?: string | undefined;
}

/**
 * Where to look for what is known of an image: at the image's own place, or at the source's. A source
 * that is a repository is taken as it stands; one that is a registry alone means the image's own path
 * there.
 * @throws Error for an `oci` that policies are not allowed to have
 */
export function subjectOf(image: Reference, digest: string, { oci, tagPrefix }: Source): Subject {
  const repository = oci === undefined || oci === '' ? image.repository : sourced(image, oci);
  return { digest, repository, tagPrefix: tagPrefix ?? '' };
}

function sourced({ repository }: Reference, oci: string): string {
  if (oci.includes('/')) return parseReference(oci).repository;
  const registry = oci === 'docker.io' ? 'index.docker.io' : oci;
  return `${registry}${repository.slice(repository.indexOf('/'))}`;
}
