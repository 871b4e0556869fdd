// SPDX-License-Identifier: Apache-2.0
import { contains, type Uidp } from '../core/iam/uidp.ts';
import type { Query, Reader } from '../ports/documents/port.ts';
import { below, findAll, type Kind, select, stored } from './kind.ts';
import { admitsChildOf, type Chosen, namedIds, narrowed } from './narrow.ts';
import { type Page, type PageAsked, type Pages, pagesOf } from './pages.ts';

/** What stands in a hierarchy: `parent` is the id one level up, empty for a root. */
interface Placed {
  id: Uidp;
  parent: string;
}

/** Who lists, and what they may see: what lies at or below the places, none of which is below another. */
export interface Sight {
  caller: Uidp;
  places: Uidp[];
}

type Where = NonNullable<Query['where']>;

/** What a list may be told beside its conditions. */
interface Extras<T> {
  /** What everybody may see; its ids come before all others. */
  everywhere?: T[];
  /** A list field that must hold this string. */
  contains?: Query['contains'];
}

/**
 * A page of the documents that the caller may see and that meet all that was asked, in the order of
 * their ids.
 */
export async function listWithin<T extends Placed>(
  reader: Reader,
  collection: Kind<T>,
  sight: Sight,
  asked: Chosen & PageAsked,
  where: Where = {},
  { everywhere = [], contains: held }: Extras<T> = {},
): Promise<Page<T>> {
  const pages = pagesOf(collection.name, sight.caller, asked);
  const { after } = pages;
  const head = everywhere.filter(({ id }) => after === undefined || stored(id) > after);
  const named = namedIds(asked);
  const found =
    named === undefined
      ? await walk(reader, collection, sight.places, { ...asked, pages, where, held }, head.length)
      : await pick(reader, collection, sight.places, named, { ...asked, pages, where, held });
  return pages.cut([...head, ...found], ({ id }) => stored(id));
}

type Wanted = Chosen & { pages: Pages; where: Where; held?: Query['contains'] };

async function pick<T extends Placed>(
  reader: Reader,
  collection: Kind<T>,
  places: Uidp[],
  ids: Uidp[],
  wanted: Wanted,
): Promise<T[]> {
  const { after } = wanted.pages;
  const visible = ids
    .filter((id) => places.some((place) => contains(place, id)))
    .filter((id) => after === undefined || stored(id) > after);
  return (await findAll(reader, collection, visible)).filter(
    (item) =>
      admitsChildOf(wanted, item.parent) && meets(item, wanted.where) && holds(item, wanted.held),
  );
}

/** Whether the fields of the item equal those of the condition. */
export const meets = (item: object, where: Where): boolean => {
  const held = new Map<string, unknown>(Object.entries(item));
  return Object.entries(where).every(([field, value]) => held.get(field) === value);
};

/** Whether the list field of the item holds the string. */
function holds(item: object, held: Query['contains']): boolean {
  if (held === undefined) return true;
  const list: unknown = new Map<string, unknown>(Object.entries(item)).get(held.field);
  return Array.isArray(list) && list.includes(held.value);
}

async function walk<T extends Placed>(
  reader: Reader,
  collection: Kind<T>,
  places: Uidp[],
  wanted: Wanted,
  already: number,
): Promise<T[]> {
  const { pages, where, held, 'uidp.childrenOf': parent } = wanted;
  const { after, limit } = pages;
  if (parent !== undefined && !meets({ ...where, parent }, where)) return [];
  const conditions = parent === undefined ? where : { ...where, parent };
  const items: T[] = [];
  for (const { place, strict } of narrowed(places, wanted)) {
    const left = limit - already - items.length;
    const range = below(place);
    if (left <= 0) break;
    if (after !== undefined && after >= range.before) continue;
    const start = after !== undefined && after >= range.from ? after : strict && stored(place);
    const query = {
      ...range,
      ...(start ? { after: start } : {}),
      ...(held === undefined ? {} : { contains: held }),
      where: conditions,
      limit: left,
    };
    items.push(...(await select(reader, collection, query)));
  }
  return items;
}
