// SPDX-License-Identifier: Apache-2.0
import { Failure } from '../../core/errors.ts';
import type { Collection, Fields, Json } from './port.ts';

/** What a store keeps of a document. */
export interface Content {
  /** The whole, as JSON. */
  json: string;
  /** The values of the indexed fields that have one. */
  indexed: { [field: string]: Indexed };
  /** The moment of expiry in milliseconds since 1970. */
  expires: number | undefined;
  /** Bytes of the JSON and of the indexed values together. */
  size: number;
}

export type Indexed = string | number | boolean | string[];

/** Bytes that a document may have, counting its JSON and a copy of its indexed fields. */
export const largestDocument = 1_000_000;

/** Bytes that an indexed text may have: Firestore compares no more than 1,500. */
export const largestIndexed = 1_499;

/** Texts that an indexed list may have: each is an entry of an index, and Firestore limits those. */
export const longestIndexed = 1_000;

/**
 * Turns fields into what is stored.
 *
 * @throws Failure INVALID_ARGUMENT if they are too large or hold text that is not well-formed Unicode
 * @throws TypeError if they are not JSON, or a field is not what the collection declares it to be
 */
export function encode(collection: Collection, fields: Fields): Content {
  checkJson(fields, collection.name);
  const json = JSON.stringify(fields);
  const indexed = indexedOf(collection, fields);
  const size = Buffer.byteLength(json) + sizeOf(indexed);
  if (size > largestDocument) {
    throw new Failure('INVALID_ARGUMENT', 'the document is larger than 1,000,000 bytes', {
      next: 'the same with less in it',
      place: collection.name,
    });
  }
  return { json, indexed, expires: expiryOf(collection, fields), size };
}

/** The values by which documents of the collection are found; null and absent fields have none. */
export function indexedOf(collection: Collection, fields: Fields): { [field: string]: Indexed } {
  const indexed: { [field: string]: Indexed } = {};
  for (const field of collection.indexed) {
    const value = fields[field];
    if (value === undefined || value === null) continue;
    indexed[field] = comparable(value, `${collection.name}.${field}`);
  }
  return indexed;
}

/** When the document expires, if it does. @throws TypeError if the field is not a moment */
export function expiryOf({ name, expires }: Collection, fields: Fields): number | undefined {
  const moment = expires === undefined ? undefined : fields[expires];
  if (moment === undefined || moment === null) return undefined;
  if (Number.isSafeInteger(moment) && Number(moment) >= 0 && Number(moment) < lastMoment) {
    return Number(moment);
  }
  throw new TypeError(`${name}.${expires}: not a moment in milliseconds since 1970`);
}

/** Whether the text may be compared with indexed ones. @throws Failure INVALID_ARGUMENT */
export function checkIndexed(value: string | number | boolean, place: string): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new TypeError(`${place}: not a number of JSON`);
  }
  if (typeof value !== 'string') return;
  checkText(value, place);
  if (value.length * 3 <= largestIndexed || Buffer.byteLength(value) <= largestIndexed) return;
  throw new Failure('INVALID_ARGUMENT', 'the text is longer than 1,499 bytes', {
    place,
    next: 'the same with less in it',
  });
}

function comparable(value: Json, place: string): Indexed {
  if (Array.isArray(value)) {
    if (value.length > longestIndexed) {
      throw new Failure('INVALID_ARGUMENT', 'the list has more than 1,000 texts', { place });
    }
    const texts = new Set<string>();
    for (const element of value) {
      if (typeof element !== 'string') throw new TypeError(`${place}: an indexed list holds texts`);
      checkIndexed(element, place);
      texts.add(element);
    }
    return [...texts];
  }
  if (value === null || typeof value === 'object') {
    throw new TypeError(`${place}: an indexed field is a scalar or a list of texts`);
  }
  checkIndexed(value, place);
  return value;
}

function checkJson(value: unknown, place: string, depth = 0): void {
  switch (typeof value) {
    case 'boolean':
      return;
    case 'string':
      checkText(value, place);
      return;
    case 'number':
      if (Number.isFinite(value)) return;
      break;
    case 'object':
      if (value === null) return;
      if (depth === deepest) break;
      if (Array.isArray(value)) {
        for (const element of value) checkJson(element, place, depth + 1);
        return;
      }
      for (const [name, element] of Object.entries(value)) {
        checkText(name, place);
        checkJson(element, place, depth + 1);
      }
      return;
  }
  throw new TypeError(`${place}: only JSON of at most ${deepest} levels can be stored`);
}

function checkText(text: string, place: string): void {
  if (text.isWellFormed()) return;
  throw new Failure('INVALID_ARGUMENT', 'the text is not well-formed Unicode', {
    place,
    next: 'the same in UTF-8',
  });
}

function sizeOf(indexed: { [field: string]: Indexed }): number {
  let size = 0;
  for (const value of Object.values(indexed)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      size += typeof each === 'string' ? Buffer.byteLength(each) + 1 : 8;
    }
  }
  return size;
}

const deepest = 100;
/** The end of the year 9999, where the clocks of RFC 3339 end. */
const lastMoment = 253_402_300_800_000;
