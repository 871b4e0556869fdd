// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Failure } from '../errors.ts';

/**
 * A UID path: a root of 20 bytes in hex, then `/` and 8 bytes in hex for each descendant.
 * What stands under a group has an id under the group's, so that ancestry is a prefix.
 */
export type Uidp = string & { readonly brand: 'Uidp' };

/** The deepest path that is accepted, counted in segments. */
export const maxDepth = 32;

/** The deepest group, counted in the same way: what stands in it has ids that are deeper. */
export const deepestGroup = 24;

const form = /^[0-9a-f]{40}(?:\/[0-9a-f]{16})*$/;

/** Whether the text is a UIDP of at most `maxDepth` segments. */
export function isUidp(text: string): text is Uidp {
  return text.length <= 40 + 17 * (maxDepth - 1) && form.test(text);
}

/** A UIDP in a message: refused with the expected form when it is anything else. */
export const uidp = z
  .string()
  .refine(isUidp, 'is not an id: expected 40 hex digits, then any number of / and 16 hex digits');

/** The UIDP in the text. @throws Failure INVALID_ARGUMENT */
export function parseUidp(text: string, place: string): Uidp {
  if (isUidp(text)) return text;
  throw new Failure('INVALID_ARGUMENT', `${JSON.stringify(text.slice(0, 80))} is not an id`, {
    place,
  });
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const random = (length: number): string => hex(crypto.getRandomValues(new Uint8Array(length)));

/** A new root: 20 random bytes. */
export const newRoot = (): Uidp => random(20) as Uidp;

/** A new child of the parent: 8 random bytes. */
export const newChild = (parent: Uidp): Uidp => `${parent}/${random(8)}` as Uidp;

/**
 * A new child that sorts before those of its parent with lower numbers (0 to 2^32 - 1): the last made
 * is found first.
 */
export const newestChild = (parent: Uidp, number: number): Uidp =>
  `${parent}/${(0xffff_ffff - number).toString(16).padStart(8, '0')}${random(4)}` as Uidp;

/** A root made of the first 20 bytes that are given; the same bytes give the same root. */
export const rootOf = (bytes: Uint8Array): Uidp => hex(bytes.subarray(0, 20)) as Uidp;

/** The first segment: the organisation that an id belongs to. */
export const organisation = (id: Uidp): Uidp => id.slice(0, 40) as Uidp;

/** The id one level up; undefined for a root. */
export function parentOf(id: Uidp): Uidp | undefined {
  const cut = id.lastIndexOf('/');
  return cut === -1 ? undefined : (id.slice(0, cut) as Uidp);
}

/** The id itself and all above it, the root first. */
export function lineage(id: Uidp): Uidp[] {
  const segments = id.split('/');
  return segments.map((_, index) => segments.slice(0, index + 1).join('/') as Uidp);
}

/** `contains('a', 'a/b')` and `contains('a', 'a')`, but not `contains('a', 'ab')`. */
export const contains = (ancestor: Uidp, id: Uidp): boolean =>
  id === ancestor || id.startsWith(`${ancestor}/`);

/** How many segments the id has. */
export const depthOf = (id: Uidp): number => (id.length - 40) / 17 + 1;

/** Whether one of the two contains the other: they lie on one line of ancestry. */
export const related = (one: Uidp, other: Uidp): boolean =>
  contains(one, other) || contains(other, one);
