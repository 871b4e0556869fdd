// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { digest } from '../digest.ts';
import type { Evidence, Found } from './evidence.ts';
import { limits } from './limits.ts';

/** The most things that are found for one image and still kept together. */
const most = 1_000;

const short = z.string().max(2_048);
const bytes = z.base64().max(Math.ceil(limits.payload / 3) * 4);

const found = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('layer'),
    use: z.enum(['signature', 'attestation']),
    digest,
    mediaType: short,
    payload: bytes,
    annotations: z.record(short, z.string().max(limits.annotation)),
  }),
  z.strictObject({ kind: z.literal('bundle'), digest, bytes }),
]);
const packed = z.strictObject({
  digest,
  source: z.strictObject({ repository: short, tagPrefix: short }),
  found: z.array(found).max(most),
});

/**
 * The evidence as bytes that travel and are kept: JSON, with what was found in the order of its
 * digests, so that the same evidence is the same bytes. What could not be read is not part of it: only
 * evidence without trouble can be decided on again.
 */
export function packEvidence({ digest: image, source, found: all }: Evidence): Uint8Array {
  const { repository, tagPrefix } = source;
  const value = {
    digest: image,
    source: { repository, tagPrefix },
    found: all.map(written).sort((a, b) => (order(a) < order(b) ? -1 : 1)),
  };
  return new TextEncoder().encode(JSON.stringify(value));
}

/** The evidence in the bytes; nothing in it is believed yet. @throws Error for anything else */
export function unpackEvidence(content: Uint8Array): Evidence {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
  const { found: all, ...about } = packed.parse(JSON.parse(text));
  return {
    ...about,
    trouble: [],
    found: all.map((one): Found => {
      if (one.kind === 'bundle') return { ...one, bytes: Buffer.from(one.bytes, 'base64') };
      return { ...one, payload: Buffer.from(one.payload, 'base64') };
    }),
  };
}

const base64 = (content: Uint8Array): string => Buffer.from(content).toString('base64');

function written(one: Found) {
  const { kind, digest: of } = one;
  if (kind === 'bundle') return { kind, digest: of, bytes: base64(one.bytes) };
  const { use, mediaType, payload } = one;
  const annotations = Object.fromEntries(
    Object.entries(one.annotations).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  return { kind, digest: of, use, mediaType, payload: base64(payload), annotations };
}

const order = (one: object): string => JSON.stringify(one);
