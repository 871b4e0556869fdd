// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGroup, listGroups } from '../../core/api/groups.ts';
import { sendRecords } from '../../core/api/ingest.ts';
import { codes, Failure } from '../../core/errors.ts';
import { freshKey } from '../../ports/documents/contract.ts';
import { firestoreDocuments } from '../../ports/documents/firestore.ts';
import { Conflict, type Documents } from '../../ports/documents/port.ts';
import { sweep } from '../../store/change.ts';
import { events, outbox } from '../../store/collections.ts';
import { authHome, type Home } from '../fixtures/auth/home.ts';
import { refusal, send } from '../fixtures/caller.ts';
import { type Agent, clusterIn } from '../fixtures/cluster.ts';
import { hurried } from '../fixtures/hurried.ts';
import { type Organisation, organisation } from '../fixtures/organisation.ts';
import { reportOf } from '../fixtures/report.ts';
import { type FirestoreRelay, firestoreRelay } from '../real/emulators/firestore-relay.ts';
import { type Emulator, missing, start } from '../real/emulators/java.ts';

/** Reads give up in time; of writers, one gives way to others at once. */
const told = (code: string) => (error: unknown) =>
  error instanceof Conflict
    ? code === 'ABORTED' && error.reason === 'contended'
    : error instanceof Failure && error.code === 'UNAVAILABLE';

const lacking = missing('firestore');
const passing = ['ABORTED', 'DEADLINE_EXCEEDED', 'RESOURCE_EXHAUSTED', 'UNAVAILABLE'] as const;

describe.skipIf(lacking)(`Firestore that fails${lacking ? `, needs ${lacking}` : ''}`, () => {
  let emulator: Emulator;
  let relay: FirestoreRelay;
  let documents: Documents;
  let home: Home;
  let ours: Organisation;
  let agent: Agent;
  beforeAll(async () => {
    emulator = await start('firestore');
    relay = await firestoreRelay(emulator.host);
    process.env['FIRESTORE_EMULATOR_HOST'] = relay.host;
    documents = firestoreDocuments({ project: `demo-${randomUUID()}` });
    const project = `demo-${randomUUID()}`;
    home = await authHome({ documents: (clock) => firestoreDocuments({ project }, clock) });
    ours = await organisation(home, 'ours');
    agent = await clusterIn(home, ours.root);
  });
  afterAll(async () => {
    relay?.fail(undefined);
    await home?.close();
    await documents?.close();
    await relay?.stop();
    await emulator?.stop();
  });

  /** Each operation, on a document that is there. */
  const operations = {
    get: (key: Key) => documents.get(key),
    query: ({ collection }: Key) => documents.query({ collection, limit: 1 }),
    count: ({ collection }: Key) => documents.count({ collection }),
    create: ({ collection }: Key) => documents.create({ collection, id: 'new' }, {}),
    put: (key: Key) => documents.put(key, {}),
    delete: (key: Key) => documents.delete(key),
    transaction: (key: Key) =>
      documents.transaction(async (transaction) => {
        await transaction.get(key);
        transaction.put(key, {});
      }),
  };
  type Key = ReturnType<typeof freshKey>;
  const there = async () => {
    const key = freshKey();
    relay.fail(undefined);
    await documents.put(key, { was: true });
    return key;
  };

  describe.each(passing)('once with %s', (code) => {
    test.each(Object.entries(operations))('%s is made again, or says so', async (_, operate) => {
      const key = await there();
      relay.fail(codes[code].number, (call) => call === 0);
      const error = await hurried(() =>
        operate(key).then(
          () => undefined,
          (cause) => cause,
        ),
      );
      if (error === undefined) expect(relay.calls().length).toBeGreaterThan(1);
      else expect(error).toSatisfy(told(code));
    });
  });

  describe.each(passing)('always with %s', (code) => {
    test('everything ends in time, as what it is', async () => {
      const key = await there();
      relay.fail(codes[code].number);
      const all = await hurried(() =>
        Promise.allSettled(Object.values(operations).map((operate) => operate(key))),
      );
      for (const each of all) {
        expect(each).toMatchObject({ status: 'rejected', reason: expect.toSatisfy(told(code)) });
      }
      relay.fail(undefined);
      expect(await documents.get(key)).toMatchObject({ data: { was: true } });
    });
  });

  let made = 0;
  let taken = 0;
  const requests = {
    'a change': () => ({
      endpoint: createGroup,
      request: { parent: ours.root, group: { name: `group ${++made}` } },
      token: ours.owner.token,
    }),
    'a list': () => ({ endpoint: listGroups, request: {}, token: ours.owner.token }),
    'a batch': () => ({
      endpoint: sendRecords,
      request: { sequence: taken + 1, records: [reportOf(`app-${taken}`)] },
      token: agent.token,
    }),
  };

  describe.each(passing)('%s at each call', (code) => {
    test.each(Object.entries(requests))(
      'of %s is told as what passes, with everything done or nothing',
      async (_, make) => {
        relay.fail(undefined);
        const ask = async () => {
          const { endpoint, request, token } = make();
          const answer = await send(home.url, endpoint, request, token);
          if (answer.status === 200 && endpoint === sendRecords) taken += 1;
          return answer;
        };
        const first = await ask();
        expect(first).toMatchObject({ status: 200 });
        const calls = relay.calls().length;
        for (let n = 0; n < calls; n += 1) {
          const before = await trail();
          relay.fail(codes[code].number, (call) => call === n);
          const { status, body, headers } = await hurried(ask);
          relay.fail(undefined);
          expect([200, 409, 503]).toContain(status);
          if (status !== 200) expect(refusal(status, body)).toBeDefined();
          if (status === 503) expect(headers.get('retry-after')).toBe('1');
          expect(JSON.stringify(body)).not.toContain('SECRET');
          await sweep(home.service, 0);
          expect(await home.service.documents.query({ collection: outbox, limit: 1 })).toEqual([]);
          if (status !== 200) expect(await trail()).toBe(before);
        }
      },
    );
  });
  const trail = () => home.service.documents.count({ collection: events });
});
