// SPDX-License-Identifier: Apache-2.0
import type { Keychain } from '../../registry/credentials/credential.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Sighting } from './sightings.ts';

/** The name of a running image, `repository@sha256:…`, and whether the registry has been heard about it. */
export interface Named {
  name: string;
  /** False where a registry did not answer: it may turn out to be another image of the same kind. */
  settled: boolean;
}

/** What can be said of a sighting without a registry; undefined while no digest is known. */
export function guessedName({ asked, got }: Pick<Sighting, 'asked' | 'got'>): string | undefined {
  if (got !== undefined) return `${got.repository}@${got.digest}`;
  return asked.kind === 'digest' ? asked.name : undefined;
}

/**
 * The image that a sighting is of: the one that was asked for, where what the node got is that one or
 * one of the platforms that it lists; else what the node got. Nodes name an image after whichever
 * repository they first pulled it from, so the name asked for counts if the registry has it there.
 */
export async function nameOf(
  { asked, got }: Pick<Sighting, 'asked' | 'got'>,
  registry: Pick<Registry, 'resolve' | 'listed'>,
  keychain: Keychain,
): Promise<Named | undefined> {
  const guess = guessedName({ asked, got });
  if (guess === undefined) return undefined;
  if (got === undefined || asked.name === guess) return { name: guess, settled: true };
  const { repository } = asked;
  const wanted =
    asked.kind === 'digest'
      ? ({ kind: 'found', digest: asked.identifier } as const)
      : await registry.resolve(asked, keychain);
  if (wanted.kind === 'trouble') return { name: guess, settled: false };
  if (wanted.kind === 'found') {
    const name = `${repository}@${wanted.digest}`;
    if (wanted.digest === got.digest) return { name, settled: true };
    const listed = await registry.listed({ repository, digest: wanted.digest }, keychain);
    if (listed.kind === 'trouble') return { name: guess, settled: false };
    if (listed.digests.includes(got.digest)) return { name, settled: true };
  }
  if (repository === got.repository) return { name: guess, settled: true };
  const name = `${repository}@${got.digest}`;
  const own = { ...asked, kind: 'digest' as const, identifier: got.digest, name };
  const there = await registry.resolve(own, keychain);
  if (there.kind === 'trouble') return { name: guess, settled: false };
  return { name: there.kind === 'found' ? name : guess, settled: true };
}
