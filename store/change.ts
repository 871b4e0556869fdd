// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import type { Event } from '../core/api/events.ts';
import { Failure } from '../core/errors.ts';
import { lineage, type Uidp } from '../core/iam/uidp.ts';
import { Conflict, type Documents, mostWrites, type Transaction } from '../ports/documents/port.ts';
import type { Topics } from '../ports/topics/port.ts';
import { events, outbox } from './collections.ts';
import { fields } from './kind.ts';

/** The topic on which every change is published. */
export const eventsTopic = 'events';

/** The most documents that a change may write beside its one event. */
export const mostChanged = mostWrites - 2;

/** Who makes a change, and from where. */
export interface Author {
  actor: Event['actor'];
  from: Event['from'];
}

/** What a change is made with. */
export interface Ledger {
  documents: Documents;
  topics: Topics;
  /** Milliseconds since 1970. */
  clock: () => number;
}

/** Says what was changed: the id of the thing, the group it happened in, what was asked or made. */
export type Record = (subject: Uidp, group: Uidp, body: object) => void;

/**
 * Makes a change and its event in one transaction, then publishes the event. When publishing fails
 * the change stands all the same, and `sweep` publishes it later. The function may run again when
 * another writer came between. @throws Failure ABORTED when others keep coming between
 */
export async function change<T>(
  ledger: Ledger,
  author: Author,
  type: string,
  run: (transaction: Transaction, record: Record, now: string) => Promise<T>,
): Promise<T> {
  let recorded: Event[] = [];
  const result = await contended(() =>
    ledger.documents.transaction(async (transaction) => {
      recorded = [];
      const time = new Date(ledger.clock()).toISOString();
      const record: Record = (subject, group, body) => {
        const id = eventId(ledger.clock());
        recorded.push({ id, type, time, subject, group, ...author, body: fields(body) });
      };
      const made = await run(transaction, record, time);
      for (const event of recorded) append(transaction, event);
      return made;
    }),
  );
  await Promise.all(recorded.map((event) => publish(ledger, event).catch(() => undefined)));
  return result;
}

/**
 * Publishes what is left in the outbox from longer ago than `age` milliseconds, and says how many. One
 * that fails holds no other up; when a whole page fails, the topic is taken to be away.
 * @throws what publishing threw last, when everything else was tried
 */
export async function sweep(ledger: Ledger, age: number): Promise<number> {
  let published = 0;
  let failure: { reason: unknown } | undefined;
  for (let after: string | undefined; ; ) {
    const page = await ledger.documents.query({
      collection: outbox,
      limit: swept,
      ...(after === undefined ? {} : { after }),
    });
    const due = page
      .map((document) => outbox.shape.parse(document.data))
      .filter((event) => Date.parse(event.time) <= ledger.clock() - age);
    const tried = await Promise.allSettled(due.map((event) => publish(ledger, event)));
    const failed = tried.filter((each) => each.status === 'rejected');
    published += tried.length - failed.length;
    failure = failed.at(-1) ?? failure;
    after = page.at(-1)?.id;
    const away = failed.length > 0 && failed.length === tried.length;
    if (page.length < swept || after === undefined || away) break;
  }
  if (failure !== undefined) throw failure.reason;
  return published;
}

/** How many events are published side by side. */
const swept = 50;

/**
 * Ids ascend from the newest event to the oldest, so that a page of a trail begins with what
 * happened last; among those of one process also within a millisecond.
 */
function eventId(now: number): string {
  made = (made + 1) % 0x1_0000;
  const order = (0xffff - made).toString(16).padStart(4, '0');
  return `${timeId(now)}-${order}${randomBytes(6).toString('hex')}`;
}
let made = 0;

const timeId = (now: number): string => String(9_999_999_999_999 - now).padStart(13, '0');

function append(transaction: Transaction, event: Event): void {
  const key = { collection: events, id: event.id };
  transaction.create(key, fields({ ...event, ancestors: lineage(event.group) }));
  transaction.create({ collection: outbox, id: event.id }, fields(event));
}

async function publish(ledger: Ledger, event: Event): Promise<void> {
  await ledger.topics.publish(eventsTopic, {
    id: event.id,
    attributes: { type: event.type, group: event.group, subject: event.subject },
    data: new TextEncoder().encode(JSON.stringify(event)),
  });
  await ledger.documents.delete({ collection: outbox, id: event.id });
}

async function contended<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw error instanceof Conflict ? aborted(error) : error;
  }
}

/** What a caller is told when others keep coming between. */
export const aborted = (cause: Conflict): Failure =>
  new Failure('ABORTED', 'someone else changed this at the same moment; nothing was done', {
    next: 'the same command again',
    cause,
  });
