// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Evidence, Found } from '../../core/evidence/evidence.ts';

/** JSON, as tests change it. */
export type Json = { [name: string]: Json } & Json[] & string;
const json: z.ZodType<Json> = z.custom<Json>((value) => value !== undefined);

export const parse = (text: string | Uint8Array): Json =>
  json.parse(JSON.parse(typeof text === 'string' ? text : new TextDecoder().decode(text)));

/** The evidence with its first find changed. */
export const altered = (evidence: Evidence, change: (found: Found) => Found): Evidence => ({
  ...evidence,
  found: evidence.found.slice(0, 1).map(change),
});

/** A find whose bundle's JSON is changed in place. */
export const inBundle =
  (change: (bundle: Json) => void) =>
  (found: Found): Found => {
    if (found.kind !== 'bundle') throw new Error('not a bundle');
    const bundle = parse(found.bytes);
    change(bundle);
    return { ...found, bytes: Buffer.from(JSON.stringify(bundle)) };
  };

/** A find whose layer has another annotation in the place of one that it has. */
export const inAnnotation =
  (name: string, change: (value: string) => string | undefined) =>
  (found: Found): Found => {
    if (found.kind !== 'layer') throw new Error('not a layer');
    const { [name]: value = '', ...others } = found.annotations;
    const changed = change(value);
    return {
      ...found,
      annotations: changed === undefined ? others : { ...others, [name]: changed },
    };
  };

/** An annotation that is JSON, changed in place. */
export const inJson =
  (change: (value: Json) => void) =>
  (text: string): string => {
    const value = parse(text);
    change(value);
    return JSON.stringify(value);
  };

/** One bit of base64-encoded bytes turned; by default in the last byte. */
export function flip(base64: string, at = -1): Json {
  const bytes = Buffer.from(base64, 'base64');
  const index = at < 0 ? bytes.length + at : at % bytes.length;
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  return json.parse(bytes.toString('base64'));
}

export const asJson = (value: unknown): Json => json.parse(value);

export const sha256 = (bytes: string | Uint8Array): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
