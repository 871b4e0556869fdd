// SPDX-License-Identifier: Apache-2.0
import { stringify } from 'yaml';
import * as z from 'zod';
import type { Fault } from '../errors.ts';
import { bytesOf, textOf } from './base64.ts';
import { onlyPublicKeys } from './public-key.ts';
import type { Source } from './read.ts';
import { metadata, objectName, shaped } from './shape.ts';
import { systemNamespace } from './validate-authority.ts';

/** A Secret of a policy file: one entry, which holds public keys in PEM. */
export interface KeySecret {
  name: string;
  keys: string;
  /** The Secret written anew: nothing of the file goes along that was not looked at. */
  text: string;
}

const value = /^(?:[A-Za-z0-9](?:[\w.-]{0,61}[A-Za-z0-9])?)?$/;
const labels = z.record(z.string(), z.string().regex(value, 'is not the value of a label'));
const texts = z.record(z.string().max(253), z.string()).optional();
const shape = z.strictObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: metadata.extend({ name: objectName, labels: labels.optional() }),
  type: z.literal('Opaque').optional(),
  immutable: z.boolean().optional(),
  data: texts,
  stringData: texts,
});

/**
 * Reads a Secret: in the system's namespace, with one entry that holds PEM public keys and nothing
 * else, not even an annotation. What else is in it is neither shown nor kept.
 */
export function readSecret(source: Source, faults: Fault[]): KeySecret | undefined {
  const odd: Fault[] = [];
  const whole = shaped(shape, source, odd);
  faults.push(...odd.map(veiled));
  if (whole === undefined) return undefined;
  const before = faults.length;
  const refuse = (place: string, fault: string) =>
    faults.push(veiled({ place, fault, ...source.position(place) }));
  const { name, namespace, labels: marked, annotations } = whole.metadata;
  const { apiVersion, kind, type, immutable, data, stringData } = whole;
  if (namespace !== systemNamespace) {
    refuse('metadata.namespace', `a Secret must be in namespace ${systemNamespace}`);
  }
  if (annotations) refuse('metadata.annotations', 'a Secret must hold a public key, nothing else');
  const entries = [
    ...Object.entries(data ?? {}).map(([key, text]) => [`data.${key}`, decoded(text)] as const),
    ...Object.entries(stringData ?? {}).map(([key, text]) => [`stringData.${key}`, text] as const),
  ];
  if (entries.length === 0) refuse('data', 'a Secret must hold a public key');
  if (entries.length > 1) refuse('data', 'a Secret must hold one entry; here are more');
  for (const [place, text] of entries) {
    if (!onlyPublicKeys(text)) refuse(place, 'is not a PEM public key; nothing else may be in it');
  }
  if (faults.length > before) return undefined;
  const kept = { name, namespace, ...(marked === undefined ? {} : { labels: marked }) };
  const text = stringify({ apiVersion, kind, metadata: kept, type, immutable, data, stringData });
  return { name, keys: entries[0]?.[1] ?? '', text };
}

/** The fault without names that the file gives, which a slip of the pen makes of values. */
function veiled({ place = '', fault, ...position }: Fault): Fault {
  const [known = ''] =
    /^(?:metadata(?:\.[a-z]+)?|data|stringData|type|immutable)?/.exec(place) ?? [];
  return {
    place: known,
    fault: fault.replace(/^unknown field .*$/s, 'unknown field'),
    ...position,
  };
}

/** The text in base64; empty if it is not base64 throughout. */
function decoded(text: string): string {
  const packed = text.replaceAll(/\s/g, '');
  const bytes = bytesOf(packed);
  const again = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return again === packed ? textOf(bytes) : '';
}
