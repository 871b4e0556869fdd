// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { listEvents } from '../../core/api/events.ts';
import { createGroup, createRootGroup, listGroups } from '../../core/api/groups.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import { openDocuments } from '../../ports/documents/embedded.ts';
import { outbox } from '../../store/collections.ts';
import { bearer, type Caller } from '../fixtures/caller.ts';
import { allPages } from '../fixtures/pages.ts';
import { identityToken, type RunningHome, startHome } from '../fixtures/story/running-home.ts';

/** How many groups are asked for, by so many at once, and after how many answers the process is killed. */
const writes = 1000;
const writers = 20;
const answersBeforeTheEnd = 400;

let data: string;
let home: RunningHome;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'enforce-crash-'));
  home = await startHome(data, ['--downloads', 'none']);
});
afterAll(async () => {
  await home.stop();
  await rm(data, { recursive: true });
});

async function logIn(): Promise<Caller> {
  const answer = await fetch(`${home.url}/sts/exchange`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await identityToken(home, 'owner@example.com')}`,
      'content-type': 'application/json',
    },
    body: '{}',
  });
  return bearer(home.url, z.object({ token: z.string() }).parse(await answer.json()).token);
}

/** Makes groups until there are enough of them or nobody answers any more; says which were acknowledged. */
async function write(owner: Caller, parent: Uidp, acknowledged: (id: Uidp) => void): Promise<void> {
  let begun = 0;
  const writer = async () => {
    while (begun < writes) {
      const name = `group ${begun++}`;
      const made = await owner
        .does(createGroup, { parent, group: { name } })
        .catch(() => undefined);
      if (made === undefined) return;
      acknowledged(made.id);
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
}

test('killed in the middle of 1,000 writes, the home has every write that it acknowledged, with its event, and the outbox is delivered', async () => {
  const owner = await logIn();
  const { id: root } = await owner.does(createRootGroup, { group: { name: 'root' } });
  const acknowledged = new Set<Uidp>();
  let killed: Promise<void> | undefined;
  await write(owner, root, (id) => {
    acknowledged.add(id);
    if (acknowledged.size === answersBeforeTheEnd) killed = home.stop('SIGKILL');
  });
  await killed;
  expect(acknowledged.size).toBeGreaterThanOrEqual(answersBeforeTheEnd);
  expect(acknowledged.size).toBeLessThan(writes);

  home = await startHome(data, ['--downloads', 'none']);
  const again = await logIn();
  const there = await allPages(500, (page) =>
    again.does(listGroups, { 'uidp.childrenOf': root, ...page }),
  );
  const ids = new Set(there.map(({ id }) => id));
  expect([...acknowledged].filter((id) => !ids.has(id))).toEqual([]);
  const trail = await allPages(500, (page) => again.does(listEvents, { group: root, ...page }));
  // Whatever is there, acknowledged or not, has its event: both or neither.
  expect(trail.map(({ subject }) => subject).sort()).toEqual([root, ...ids].sort());

  await home.stop();
  const documents = openDocuments(join(data, 'documents.db'));
  expect(await documents.query({ collection: outbox, limit: 1000 })).toEqual([]);
  await documents.close();
});
