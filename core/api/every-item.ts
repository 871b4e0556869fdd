// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { later } from '../later.ts';
import type { Answered, Endpoint, Given } from './endpoint.ts';

/** What the pages of a list hold. */
export type ItemOf<E> = Answered<E> extends { items: (infer Item)[] } ? Item : never;

const listed = later(() =>
  z.object({ items: z.array(z.unknown()), nextPageToken: z.string().optional() }),
);

/** Every item of a list, page after page, each as large as can be. @throws whatever `call` throws */
export async function everyItem<E extends Endpoint>(
  request: Given<E>,
  call: (request: Given<E>) => Promise<Answered<E>>,
): Promise<ItemOf<E>[]> {
  const items: unknown[] = [];
  let pageToken: string | undefined;
  do {
    const asked = { pageSize: 500, ...(request ?? {}), pageToken } as Given<E>;
    const page = listed().parse(await call(asked));
    items.push(...page.items);
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined);
  return items as ItemOf<E>[];
}
