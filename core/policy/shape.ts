// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import type { Fault } from '../errors.ts';
import type { Source } from './read.ts';

const dns1123 = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const text = z.string();
const texts = z.record(text, text).nullish();

/** The name of an object of Kubernetes. */
export const objectName = z
  .string({ error: 'metadata.name is required' })
  .max(253)
  .regex(dns1123, 'must be a lower-case RFC 1123 subdomain: letters, digits, - and .');

/** The metadata of an object, with what `kubectl get -o yaml` adds to it. */
export const metadata = z.strictObject({
  name: objectName,
  namespace: text.optional(),
  labels: texts,
  annotations: texts,
  uid: z.unknown().optional(),
  generation: z.unknown().optional(),
  resourceVersion: z.unknown().optional(),
  creationTimestamp: z.unknown().optional(),
  managedFields: z.unknown().optional(),
  ownerReferences: z.unknown().optional(),
  finalizers: z.unknown().optional(),
  selfLink: z.unknown().optional(),
});

/** What every document begins with. */
export const envelope = z.looseObject({ apiVersion: text, kind: text });

/** A whole document with this spec, as strict as upstream: no field that it does not know. */
export const whole = <T extends z.ZodType>(spec: T) =>
  z.strictObject({
    apiVersion: text,
    kind: text,
    metadata,
    status: z.unknown().optional(),
    spec,
  });

/** The document in this shape; or undefined, and everything that is not so, at its line and column. */
export function shaped<T>(shape: z.ZodType<T>, source: Source, faults: Fault[]): T | undefined {
  const parsed = shape.safeParse(source.value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 20) : [undefined];
    for (const key of keys) {
      const place = pathOf(key === undefined ? issue.path : [...issue.path, key]);
      const fault = key === undefined ? issue.message : `unknown field "${key.slice(0, 80)}"`;
      faults.push({ place, fault, ...source.position(place) });
    }
  }
  return undefined;
}

const pathOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((above, key) => {
    if (typeof key === 'number') return `${above}[${key}]`;
    return above === '' ? String(key) : `${above}.${String(key)}`;
  }, '');
