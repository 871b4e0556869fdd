// SPDX-License-Identifier: Apache-2.0
import type { SQLInputValue } from 'node:sqlite';
import type { Query } from './port.ts';

/** The entry of a value; texts, booleans and elements of lists that look alike differ. */
export const comparable = (value: string | number | boolean): string | number =>
  typeof value === 'string' ? `s${value}` : typeof value === 'boolean' ? `b${value}` : value;
/** The entry of one element of a list. */
export const element = (value: string): string => `l${value}`;

/** A statement and what is bound to it. */
interface Statement {
  sql: string;
  values: SQLInputValue[];
}

/** The rows of the documents that the query finds at this time, in the order of their ids. */
export function select(query: Query, now: number): Statement {
  const { found, values } = finding(query, now);
  // A bare `LIMIT ?` has SQLite compile the statement anew for each limit that is bound.
  const sql = `SELECT d.id, d.json, d.version ${found} ORDER BY d.id LIMIT CAST(? AS INTEGER)`;
  return { sql, values: [...values, query.limit] };
}

/** How many documents the query finds at this time, whatever its limit. */
export function count(query: Query, now: number): Statement {
  const { found, values } = finding(query, now);
  return { sql: `SELECT count(*) ${found}`, values };
}

function finding(query: Query, now: number): { found: string; values: SQLInputValue[] } {
  const { collection, where = {}, contains, from, before, after } = query;
  const equal = Object.entries(where).map(([field, value]) => [field, comparable(value)] as const);
  const entries = contains ? [...equal, [contains.field, element(contains.value)] as const] : equal;
  const values: SQLInputValue[] = [];
  const joins = entries.map(([field, entry], index) => {
    values.push(field, entry);
    const e = `e${index}`;
    return `JOIN entries ${e} ON ${e}.collection = d.collection AND ${e}.field = ? AND ${e}.value = ? AND ${e}.id = d.id`;
  });
  const conditions = ['d.collection = ?', '(d.expires IS NULL OR d.expires > ?)'];
  values.push(collection.name, now);
  const bounds = [
    ['>=', from],
    ['<', before],
    ['>', after],
  ] as const;
  for (const [operator, bound] of bounds) {
    if (bound === undefined) continue;
    conditions.push(`d.id ${operator} ?`);
    values.push(bound);
  }
  const found = `FROM documents d ${joins.join(' ')} WHERE ${conditions.join(' AND ')}`;
  return { found, values };
}
