// SPDX-License-Identifier: Apache-2.0
import { readEither } from './manifest.ts';
import { missing, type Repository } from './repository.ts';

/** The digests that an index lists, those of its platforms' images among them; none for an image. @throws Troubled */
export async function listedIn(repository: Repository, digest: string): Promise<string[]> {
  const content = await repository.manifest(digest);
  if (content === undefined) throw missing('the registry', digest);
  const either = readEither(content.bytes);
  return 'index' in either ? either.index.manifests.map((each) => each.digest) : [];
}
