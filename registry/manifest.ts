// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { digestForm } from '../core/digest.ts';
import { Troubled } from './troubled.ts';

const annotations = z
  .record(z.string(), z.string())
  .nullish()
  .transform((found) => found ?? {});

const descriptor = z.object({
  mediaType: z.string().default(''),
  digest: z.string().regex(digestForm),
  size: z.int().nonnegative(),
  artifactType: z.string().default(''),
  annotations,
});

/** What an OCI content descriptor says of something else. */
export type Descriptor = z.infer<typeof descriptor>;

const descriptors = z
  .array(descriptor)
  .nullish()
  .transform((found) => found ?? []);

const manifest = z.object({
  config: descriptor.optional(),
  layers: descriptors,
  subject: descriptor.nullish().transform((found) => found ?? undefined),
});

/** An image manifest, as far as it is used here. */
export type Manifest = z.infer<typeof manifest>;

const platform = z.object({
  os: z.string(),
  architecture: z.string(),
  variant: z.string().optional(),
});

const index = z.object({
  manifests: z
    .array(descriptor.extend({ platform: platform.optional() }))
    .nullish()
    .transform((found) => found ?? []),
});

/** An image index: what it lists, and for which platforms. */
export type Index = z.infer<typeof index>;

export const indexTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
export const manifestTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

/** Reads an image manifest. @throws Troubled for anything else, an index included */
export const readManifest = (bytes: Buffer): Manifest => {
  const found = parsed(bytes);
  if (isIndex(found)) throw new Troubled('malformed', 'an index stands where a manifest should');
  return checked(manifest, found);
};

/** Reads an index. @throws Troubled */
export const readIndex = (bytes: Buffer): Index => checked(index, parsed(bytes));

/** Reads whichever of the two it is. @throws Troubled */
export const readEither = (bytes: Buffer): { index: Index } | { manifest: Manifest } =>
  isIndex(parsed(bytes)) ? { index: readIndex(bytes) } : { manifest: readManifest(bytes) };

const isIndex = (found: unknown): boolean =>
  typeof found === 'object' && found !== null && 'manifests' in found;

function checked<Shape>(schema: z.ZodType<Shape>, found: unknown): Shape {
  const result = schema.safeParse(found);
  if (result.success) return result.data;
  const place = result.error.issues[0]?.path.join('.') ?? '';
  throw new Troubled('malformed', `what was sent is no OCI manifest (${place || 'as a whole'})`);
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new Troubled('malformed', 'what was sent is no JSON', { cause });
  }
}
