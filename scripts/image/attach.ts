// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { Destination } from './destination.ts';
import { type Descriptor, indexType, manifestType } from './image.ts';
import { digestOf } from './layer.ts';

const empty = Buffer.from('{}');
const emptyType = 'application/vnd.oci.empty.v1+json';
const bundle = z.object({ mediaType: z.string() });
/** Some registries write an empty list as null. */
const list = z.looseObject({
  manifests: z
    .array(z.looseObject({ digest: z.string() }))
    .nullable()
    .transform((found) => found ?? []),
});

/** Whether anything refers to the subject. */
export async function isSigned(destination: Destination, subject: Descriptor): Promise<boolean> {
  const listed =
    (await destination.referrers(subject.digest)) ??
    (await destination.manifest(tagOf(subject.digest)));
  return entriesOf(listed).length > 0;
}

const entriesOf = (listed: Buffer | undefined) =>
  listed === undefined ? [] : list.parse(JSON.parse(listed.toString())).manifests;

/** The tag of that list in a registry that keeps none by itself (distribution-spec 1.1). */
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
  await destination.putManifest(digest, manifestType, manifest);
  // A registry that keeps the list by itself has one for any digest.
  if ((await destination.referrers(subject.digest)) !== undefined) return;
  const known = entriesOf(await destination.manifest(tagOf(subject.digest)));
  const entry = { ...described(manifestType, manifest), artifactType, annotations };
  const whole = { schemaVersion: 2, mediaType: indexType, manifests: [...known, entry] };
  const bytesOfList = Buffer.from(JSON.stringify(whole));
  await destination.putManifest(tagOf(subject.digest), indexType, bytesOfList);
}

const described = (mediaType: string, bytes: Uint8Array): Descriptor => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.length,
});
