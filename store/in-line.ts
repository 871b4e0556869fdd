// SPDX-License-Identifier: Apache-2.0
import { lineage, type Uidp } from '../core/iam/uidp.ts';
import type { Query, Reader } from '../ports/documents/port.ts';
import { findAll, type Kind, select, stored } from './kind.ts';
import { meets } from './listing.ts';
import { admitsChildOf, type Chosen, namedIds } from './narrow.ts';
import { type Page, type PageAsked, pagesOf } from './pages.ts';

/**
 * A page of what stands directly in the group or in one of those above it, the root's first: what is
 * in force there. Whoever may list at the group may see all of it.
 */
export async function listInLine<T extends { id: Uidp; parent: string }>(
  reader: Reader,
  collection: Kind<T>,
  caller: Uidp,
  group: Uidp,
  asked: Chosen & PageAsked,
  where: NonNullable<Query['where']> = {},
): Promise<Page<T>> {
  const { after, limit, cut } = pagesOf(collection.name, caller, asked);
  const line = lineage(group).filter((parent) => admitsChildOf(asked, parent));
  const idOf = ({ id }: T) => stored(id);
  const named = namedIds(asked);
  if (named !== undefined) {
    const found = (await findAll(reader, collection, named))
      .filter((item) => line.some((parent) => parent === item.parent) && meets(item, where))
      .filter((item) => after === undefined || idOf(item) > after);
    return cut(found, idOf);
  }
  const reached = after?.lastIndexOf(':') ?? 0;
  const items: T[] = [];
  for (const parent of line) {
    if (parent.length < reached || items.length === limit) continue;
    items.push(
      ...(await select(reader, collection, {
        where: { ...where, parent },
        ...(after !== undefined && parent.length === reached ? { after } : {}),
        limit: limit - items.length,
      })),
    );
  }
  return cut(items, idOf);
}
