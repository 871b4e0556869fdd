// SPDX-License-Identifier: Apache-2.0
import { denial, type listDenials } from '../../core/api/denials.ts';
import { shownAs } from '../../core/api/shown.ts';
import { denials as kept } from '../../store/collections.ts';
import { listWithin } from '../../store/listing.ts';
import type { Handler } from '../http/handler.ts';
import { withClusters } from './shown.ts';
import { whereAsked } from './where.ts';

const shown = shownAs(denial);

/** What was refused in the clusters where the caller may list records. */
export const denials: Handler<typeof listDenials> = async (request, { service, principal }) => {
  const { documents } = service;
  const { image } = request;
  const asking = await whereAsked(documents, principal.identity, request);
  if (asking === undefined) return { items: [] };
  const asked = { ...request, ...asking.range };
  const held = image === undefined ? {} : { contains: { field: 'imageNames', value: image } };
  const found = await listWithin(documents, kept, asking.sight, asked, {}, held);
  return { ...found, items: (await withClusters(documents, found.items)).map(shown) };
};
