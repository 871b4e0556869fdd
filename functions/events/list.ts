// SPDX-License-Identifier: Apache-2.0
import { event, type listEvents } from '../../core/api/events.ts';
import { shownAs } from '../../core/api/shown.ts';
import { events } from '../../store/collections.ts';
import { select } from '../../store/kind.ts';
import { pagesOf } from '../../store/pages.ts';
import type { Handler } from '../http/handler.ts';

const shown = shownAs(event);

/** What happened in the group and below it, the newest first. */
export const list: Handler<typeof listEvents> = async (request, { service, principal }) => {
  const { group, type, subject } = request;
  const where = {
    ...(type === undefined ? {} : { type }),
    ...(subject === undefined ? {} : { subject }),
  };
  const { after, limit, cut } = pagesOf('events', principal.identity, request);
  const found = await select(service.documents, events, {
    contains: { field: 'ancestors', value: group },
    where,
    ...(after === undefined ? {} : { after }),
    limit,
  });
  const page = cut(found, ({ id }) => id);
  return { ...page, items: page.items.map(shown) };
};
