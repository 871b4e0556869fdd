// SPDX-License-Identifier: Apache-2.0
import { Failure } from '../core/errors.ts';
import { contains, isUidp, lineage, type Uidp } from '../core/iam/uidp.ts';
import type { Query, Reader } from '../ports/documents/port.ts';
import { below, findAll, type Kind, select, stored } from './kind.ts';

/** The part of a list request that says which page and which places. */
export interface Asked {
  pageSize: number;
  pageToken?: string | undefined;
  id?: Uidp | undefined;
  'uidp.ancestorsOf'?: Uidp | undefined;
  'uidp.descendantsOf'?: Uidp | undefined;
  'uidp.childrenOf'?: Uidp | undefined;
}

/** One page of what was found. */
export interface Page<T> {
  items: T[];
  nextPageToken?: string;
}

/**
 * A page of the documents that lie at or below one of the places (none of which lies below another),
 * narrowed by what was asked, in the order of their ids.
 */
export async function listWithin<T extends { id: Uidp }>(
  reader: Reader,
  collection: Kind<T>,
  places: Uidp[],
  asked: Asked,
  where: NonNullable<Query['where']> = {},
): Promise<Page<T>> {
  const named = namedIds(asked);
  if (named !== undefined) return pick(reader, collection, places, named, where);
  const children = asked['uidp.childrenOf'];
  const ranges = narrowed(places, asked['uidp.descendantsOf'] ?? children);
  const conditions = {
    ...where,
    ...(children === undefined ? {} : { parent: children as string }),
  };
  return walk(reader, collection, ranges, asked, conditions);
}

function namedIds(asked: Asked): Uidp[] | undefined {
  const above = asked['uidp.ancestorsOf'];
  if (asked.id === undefined) return above === undefined ? undefined : lineage(above).slice(0, -1);
  return above === undefined || lineage(above).slice(0, -1).includes(asked.id) ? [asked.id] : [];
}

async function pick<T extends { id: Uidp }>(
  reader: Reader,
  collection: Kind<T>,
  places: Uidp[],
  ids: Uidp[],
  where: NonNullable<Query['where']>,
): Promise<Page<T>> {
  const visible = ids.filter((id) => places.some((place) => contains(place, id)));
  const found = await findAll(reader, collection, visible);
  const meets = (item: T) =>
    Object.entries(where).every(
      ([field, value]) => (item as Record<string, unknown>)[field] === value,
    );
  return { items: found.filter(meets) };
}

/** The parts of the places that lie strictly below `top`, as places; all of them without a `top`. */
function narrowed(places: Uidp[], top: Uidp | undefined): { place: Uidp; strict: boolean }[] {
  if (top === undefined) return places.map((place) => ({ place, strict: false }));
  if (places.some((place) => contains(place, top))) return [{ place: top, strict: true }];
  return places.filter((place) => contains(top, place)).map((place) => ({ place, strict: false }));
}

async function walk<T extends { id: Uidp }>(
  reader: Reader,
  collection: Kind<T>,
  ranges: { place: Uidp; strict: boolean }[],
  asked: Asked,
  where: NonNullable<Query['where']>,
): Promise<Page<T>> {
  const after = asked.pageToken === undefined ? undefined : stored(readToken(asked.pageToken));
  const items: T[] = [];
  for (const { place, strict } of ranges) {
    const range = below(place);
    if (after !== undefined && after >= range.before) continue;
    const start =
      after !== undefined && after >= range.from ? after : strict ? stored(place) : undefined;
    const limit = asked.pageSize + 1 - items.length;
    const found = await select(reader, collection, {
      ...range,
      ...(start === undefined ? {} : { after: start }),
      where,
      limit,
    });
    items.push(...found);
    if (items.length > asked.pageSize) break;
  }
  const last = items[asked.pageSize - 1];
  if (items.length <= asked.pageSize || last === undefined) return { items };
  return { items: items.slice(0, asked.pageSize), nextPageToken: writeToken(last.id) };
}

/** A token names the last id of its page; it opens nothing, since places are asked anew each time. */
export const writeToken = (id: string): string => Buffer.from(id).toString('base64url');

function readToken(token: string): Uidp {
  const id = Buffer.from(token, 'base64url').toString();
  if (isUidp(id)) return id;
  throw new Failure('INVALID_ARGUMENT', 'pageToken is not one that we gave', {
    place: 'pageToken',
  });
}
