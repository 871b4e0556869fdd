// SPDX-License-Identifier: Apache-2.0
import { LRUCache } from 'lru-cache';
import type { Fields, Json } from './port.ts';

/** How much text what is kept may have been parsed from, in characters. */
const kept = 8 << 20;

/**
 * Parses the JSON of rows. What a version was parsed to is kept for when the same row is read again:
 * no two writes share a version, and each read still asks the database which rows there are and of
 * which versions. What is kept belongs to all readers, so nobody can change it.
 */
export function parser(): (json: string, version: string) => Fields {
  const parsed = new LRUCache<string, Fields>({ maxSize: kept });
  return (json, version) => {
    const known = parsed.get(version);
    if (known !== undefined) return known;
    const data: Fields = JSON.parse(json);
    freeze(data);
    parsed.set(version, data, { size: json.length });
    return data;
  };
}

function freeze(value: Json): void {
  if (typeof value !== 'object' || value === null) return;
  Object.values(value).forEach(freeze);
  Object.freeze(value);
}
