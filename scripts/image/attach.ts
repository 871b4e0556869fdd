// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import type { Destination } from './destination.ts';
import { type Descriptor, indexType, manifestType } from './image.ts';
import { digestOf } from './layer.ts';

const empty = Buffer.from('{}');
const emptyType = 'application/vnd.oci.empty.v1+json';
const bundle = z.object({ mediaType: z.string() });
const index = z.looseObject({ manifests: z.array(z.looseObject({ digest: z.string() })) });

/** Whether anything refers to the subject. */
export async function isSigned(destination: Destination, subject: Descriptor): Promise<boolean> {
  const listed =
    (await destination.referrers(subject.digest)) ??
    (await destination.manifest(tagOf(subject.digest)));
  return listed !== undefined && index.parse(JSON.parse(listed.toString())).manifests.length > 0;
}

/** What refers to a subject in a registry without a list of that kind (distribution-spec 1.1). */
const tagOf = (digest: string): string => digest.replace(':', '-');

/**
 * Puts a sigstore bundle beside what it is about, as cosign 3 does: as a referrer, which names the
 * type of the bundle and of what it says.
 */
export async function attach(
  destination: Destination,
  subject: Descriptor,
  json: string,
  predicateType: string,
  created: string,
): Promise<void> {
  const bytes = Buffer.from(json);
  const { mediaType: artifactType } = bundle.parse(JSON.parse(json));
  const annotations = {
    'org.opencontainers.image.created': created,
    'dev.sigstore.bundle.content': 'dsse-envelope',
    'dev.sigstore.bundle.predicateType': predicateType,
  };
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: manifestType,
      artifactType,
      config: described(emptyType, empty),
      layers: [described(artifactType, bytes)],
      subject,
      annotations,
    }),
  );
  await destination.putBlob(empty);
  await destination.putBlob(bytes);
  const digest = digestOf(manifest);
  if (await destination.putManifest(digest, manifestType, manifest)) return;
  const known = await destination.manifest(tagOf(subject.digest));
  const { manifests } = index.parse(known ? JSON.parse(known.toString()) : { manifests: [] });
  const entry = { ...described(manifestType, manifest), artifactType, annotations };
  const list = { schemaVersion: 2, mediaType: indexType, manifests: [...manifests, entry] };
  const listed = Buffer.from(JSON.stringify(list));
  await destination.putManifest(tagOf(subject.digest), indexType, listed);
}

const described = (mediaType: string, bytes: Uint8Array): Descriptor => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.length,
});
