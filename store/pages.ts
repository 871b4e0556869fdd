// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import { Failure } from '../core/errors.ts';
import type { Uidp } from '../core/iam/uidp.ts';

/** The part of a list request that says which page; the rest says which list. */
export interface PageAsked {
  pageSize: number;
  pageToken?: string | undefined;
}

/** One page of what was found. */
export interface Page<T> {
  items: T[];
  nextPageToken?: string;
}

/** How one caller walks through one list. */
export interface Pages {
  /** How many documents to read: one more than the page, to know whether another follows. */
  limit: number;
  /** The id of the document at which the page before ended. */
  after: string | undefined;
  /** The page out of what was read in the order of ids. */
  cut: <T>(read: T[], idOf: (item: T) => string) => Page<T>;
}

/**
 * The pages of a list. A token names the id at which its page ended and opens nothing, since what the
 * caller may see is asked anew each time; it counts for the same caller and the same filters only.
 * @throws Failure INVALID_ARGUMENT for a token of another list
 */
export function pagesOf(list: string, caller: Uidp, request: PageAsked): Pages {
  const { pageSize, pageToken, ...filters } = request;
  const which = [list, caller, Object.entries(filters).sort()];
  const markOf = (id: string) => hash('sha256', JSON.stringify([which, id])).slice(0, 16);
  return {
    limit: pageSize + 1,
    after: pageToken === undefined ? undefined : idIn(pageToken, markOf),
    cut: (read, idOf) => {
      const items = read.slice(0, pageSize);
      const last = items.at(-1);
      if (read.length <= pageSize || last === undefined) return { items };
      const nextPageToken = Buffer.from(markOf(idOf(last)) + idOf(last)).toString('base64url');
      return { items, nextPageToken };
    },
  };
}

function idIn(token: string, markOf: (id: string) => string): string {
  const text = Buffer.from(token, 'base64url').toString();
  const id = text.slice(16);
  if (id !== '' && text.startsWith(markOf(id))) return id;
  throw new Failure('INVALID_ARGUMENT', 'pageToken is not one that this list gave', {
    place: 'pageToken',
    next: 'the same list without pageToken, from its beginning',
  });
}
