// SPDX-License-Identifier: Apache-2.0
import { checkIndexed } from './content.ts';
import { checkCollection, checkId } from './key.ts';
import type { Query, Tally } from './port.ts';

/**
 * Refuses a query that some store could not answer from its single-field indexes.
 *
 * @throws TypeError for a field that is not indexed, or a limit out of range: the query is ours
 * @throws Failure INVALID_ARGUMENT for a bound or a value that no document can have: those come from outside
 */
export function checkQuery({
  collection,
  where,
  contains,
  from,
  before,
  after,
  limit,
}: Query): void {
  checkCollection(collection);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1_000) {
    throw new TypeError(`${collection.name}: a limit is 1 to 1,000, not ${limit}`);
  }
  for (const id of [from, before, after]) if (id !== undefined) checkId(collection.name, id);
  const compared = Object.entries(where ?? {});
  if (contains) compared.push([contains.field, contains.value]);
  for (const [field, value] of compared) {
    const place = `${collection.name}.${field}`;
    if (!collection.indexed.includes(field)) throw new TypeError(`${place} is not indexed`);
    checkIndexed(value, place);
  }
}

/** The query whose answers are counted, with a limit that means nothing. @throws TypeError, Failure as `checkQuery` */
export function countable(tally: Tally): Query {
  const { name, expires } = tally.collection;
  if (expires !== undefined) throw new TypeError(`${name} expires, and is not counted`);
  const query = { ...tally, limit: 1 };
  checkQuery(query);
  return query;
}
