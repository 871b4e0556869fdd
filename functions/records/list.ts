// SPDX-License-Identifier: Apache-2.0

import type { Taken } from '../../core/api/endpoint.ts';
import type { listRecords, Record } from '../../core/api/records.ts';
import { Failure } from '../../core/errors.ts';
import type { Expression } from '../../core/policy/expression.ts';
import { records } from '../../store/collections.ts';
import { listWithin } from '../../store/listing.ts';
import type { Handler } from '../http/handler.ts';
import { shownRecords } from './shown.ts';
import { whereAsked } from './where.ts';

type Asked = Taken<typeof listRecords>;

/** How many pages are looked through for one that holds anything. */
const mostPages = 10;

/** The images of the clusters where the caller may list records, as far as they are asked for. */
export const list: Handler<typeof listRecords> = async (request, { service, principal }) => {
  const { documents } = service;
  const fits = await fitting(request);
  const asking = await whereAsked(documents, principal.identity, request);
  if (asking === undefined) return { items: [] };
  const range = { ...request, ...asking.range };
  const where = request.violations === undefined ? {} : { violation: request.violations };
  let { pageToken } = request;
  for (let left = mostPages; ; left -= 1) {
    const asked = { ...range, pageToken };
    const page = await listWithin(documents, records, asking.sight, asked, where, held(request));
    const items = (await shownRecords(documents, page.items)).filter(fits);
    pageToken = page.nextPageToken;
    if (pageToken === undefined) return { items };
    if (items.length > 0 || left <= 1) return { items, nextPageToken: pageToken };
  }
};

/** The list that a record must be in. @throws Failure INVALID_ARGUMENT for two */
function held({ policy, workload }: Asked) {
  if (policy !== undefined && workload !== undefined) {
    throw new Failure('INVALID_ARGUMENT', 'a list is of a policy or of a workload, not of both', {
      place: 'workload',
      next: 'the same without policy',
    });
  }
  if (policy !== undefined) return { contains: { field: 'policyNames', value: policy } };
  if (workload !== undefined) return { contains: { field: 'workloadNames', value: workload } };
  return {};
}

/** Whether a record as it is shown is among those asked for. @throws Failure INVALID_ARGUMENT */
async function fitting({ image, activeSince }: Asked): Promise<(record: Record) => boolean> {
  const expression = image === undefined ? undefined : await expressionOf(image);
  return (record) =>
    (expression?.finds(record.image) ?? true) &&
    (activeSince === undefined || record.lastSeen >= activeSince);
}

/** Its engine is loaded for who asks with one: the first answer of an instance does not wait for it. */
async function expressionOf(pattern: string): Promise<Expression> {
  const { compileExpression } = await import('../../core/policy/expression.ts');
  try {
    return compileExpression(pattern);
  } catch (cause) {
    throw new Failure(
      'INVALID_ARGUMENT',
      cause instanceof Error ? cause.message : 'no expression',
      {
        place: 'image',
        next: 'chainctl cluster records list --image TEXT',
        cause,
      },
    );
  }
}
