// SPDX-License-Identifier: Apache-2.0
import { event, type listEvents } from '../../core/api/events.ts';
import { Failure } from '../../core/errors.ts';
import { events } from '../../store/collections.ts';
import { select } from '../../store/kind.ts';
import type { Handler } from '../http/handler.ts';

/** What happened in the group and below it, the newest first. */
export const list: Handler<typeof listEvents> = async (request, { service }) => {
  const { group, type, pageSize, pageToken } = request;
  const found = await select(service.documents, events, {
    contains: { field: 'ancestors', value: group },
    ...(type === undefined ? {} : { where: { type } }),
    ...(pageToken === undefined ? {} : { after: cursor(pageToken) }),
    limit: pageSize + 1,
  });
  const items = found.slice(0, pageSize).map((each) => event.parse(each));
  const last = items.at(-1);
  return found.length > pageSize && last !== undefined
    ? { items, nextPageToken: Buffer.from(last.id).toString('base64url') }
    : { items };
};

function cursor(token: string): string {
  const id = Buffer.from(token, 'base64url').toString();
  if (/^\d{13}-[0-9a-f]{16}$/.test(id)) return id;
  throw new Failure('INVALID_ARGUMENT', 'pageToken is not one that we gave', {
    place: 'pageToken',
  });
}
