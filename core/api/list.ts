// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { uidp } from '../iam/uidp.ts';

/** The query fields of every list: a page of at most 500 (50 unless told) and where it begins. */
export const page = {
  pageSize: z.coerce.number().int().min(1).max(500).default(50),
  pageToken: z.string().max(2000).optional(),
};

/** The query fields that choose by place; several narrow the answer. */
export const places = {
  'uidp.ancestorsOf': uidp.optional(),
  'uidp.descendantsOf': uidp.optional(),
  'uidp.childrenOf': uidp.optional(),
};

/** The answer of every list. `nextPageToken` is absent on the last page. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextPageToken: z.string().optional() });

/** A moment, RFC 3339 in UTC with milliseconds. */
export const moment = z.iso.datetime({ precision: 3 });

/** An answer without content. */
export const empty = z.object({});
