// SPDX-License-Identifier: Apache-2.0
import { signPredicate } from '../../core/evidence/says.ts';
import { predicateTypeOf } from '../../core/policy/predicate-types.ts';
import type { Signer } from '../deploy/sign.ts';
import { attach, isSigned } from './attach.ts';
import type { Destination } from './destination.ts';
import type { Descriptor, Image } from './image.ts';
import { digestOf } from './layer.ts';
import { sbomOf } from './sbom.ts';

/**
 * Puts the image into a repository, signed where there is a signer, under a tag that comes last: what
 * has it is whole. Answers whether there was anything to do. @throws Failure
 */
export async function pushImage(
  image: Image,
  destination: Destination,
  tag: string,
  signer: Signer | undefined,
): Promise<boolean> {
  const there = await destination.manifest(tag);
  const whole = there !== undefined && digestOf(there) === image.index.digest;
  if (whole && (signer === undefined || (await isSigned(destination, image.index)))) return false;
  const { contents, manifests } = image;
  const typed = new Map(manifests.map((each) => [each.digest, each.mediaType]));
  for (const [digest, bytes] of contents) {
    const type = typed.get(digest);
    if (type === undefined) await destination.putBlob(bytes);
    else await destination.putManifest(digest, type, bytes);
  }
  if (signer !== undefined) await signImage(image, destination, signer);
  const index = contents.get(image.index.digest) ?? Buffer.alloc(0);
  await destination.putManifest(tag, image.index.mediaType, index);
  return true;
}

/**
 * Signs the index and the image of each platform, and states for both what is in the latter: whichever
 * of them a cluster is told to run, its policies find the same.
 */
async function signImage(image: Image, destination: Destination, signer: Signer): Promise<void> {
  const { index, platforms, manifests } = image;
  const state = async (subjects: Descriptor[], predicateType: string, predicate: object) => {
    const bundle = await signer.attest({
      _type: 'https://in-toto.io/Statement/v1',
      subject: subjects.map(({ digest }) => ({ digest: { sha256: digest.replace(/^.*:/, '') } })),
      predicateType,
      predicate,
    });
    for (const subject of subjects) {
      await attach(destination, subject, bundle, predicateType, image.created);
    }
  };
  await state(manifests, signPredicate, {});
  for (const platform of platforms) {
    await state([platform.manifest, index], predicateTypeOf('spdxjson'), sbomOf(image, platform));
  }
}
