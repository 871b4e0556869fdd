// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { lineage, type Uidp } from '../core/iam/uidp.ts';
import type { Documents, Reader, Transaction } from '../ports/documents/port.ts';
import { type Desired, desired, groups, policies } from './collections.ts';
import { at, find, findAll, put, select } from './kind.ts';

/** How many groups are brought up to date in one transaction, and how many bytes one writes about. */
const together = 50;
const largest = 1_500_000;

/** How many policies are read at once; each may hold a document of the largest size. */
const batch = 50;

/**
 * Brings what the groups should have up to date: reads the policies in the transaction that writes, so
 * whoever comes late or twice writes what holds now. What has not changed is not written. A group that
 * is gone should have nothing. @throws Conflict 'contended'
 */
export async function settle(documents: Documents, all: Uidp[]): Promise<void> {
  for (let left = all; left.length > 0; ) {
    const some = left.slice(0, together);
    const postponed = await documents.transaction((transaction) => settleSome(transaction, some));
    left = [...postponed, ...left.slice(together)];
  }
}

/** What the group should have; made if nobody has yet. Undefined for a group that is gone. */
export async function desiredOf(documents: Documents, group: Uidp): Promise<Desired | undefined> {
  const found = await find(documents, desired, group);
  if (found !== undefined) return found;
  await settle(documents, [group]);
  return find(documents, desired, group);
}

/**
 * The same, where many ask at the same time, as the clusters of a new group do: it is made once for all
 * who ask meanwhile.
 */
export function desiredStates(documents: Documents): (group: Uidp) => Promise<Desired | undefined> {
  const making = new Map<Uidp, Promise<Desired | undefined>>();
  return async (group) => {
    const found = await find(documents, desired, group);
    if (found !== undefined) return found;
    const underway =
      making.get(group) ?? desiredOf(documents, group).finally(() => making.delete(group));
    making.set(group, underway);
    return underway;
  };
}

/** Answers with the groups that did not fit into the transaction. */
async function settleSome(transaction: Transaction, some: Uidp[]): Promise<Uidp[]> {
  const lines = [...new Set(some.flatMap(lineage))];
  const own = new Map(
    await Promise.all(
      lines.map(async (group) => [group, await policiesIn(transaction, group)] as const),
    ),
  );
  const there = new Set((await findAll(transaction, groups, some)).map(({ id }) => id));
  const before = new Map(
    (await findAll(transaction, desired, some)).map((each) => [each.group, each]),
  );
  const postponed: Uidp[] = [];
  let bytes = 0;
  for (const group of some) {
    const old = before.get(group);
    if (!there.has(group)) {
      if (old !== undefined) transaction.delete(at(desired, group));
      continue;
    }
    const set = lineage(group).flatMap((each) => own.get(each) ?? []);
    const text = JSON.stringify(set);
    const revision = createHash('sha256').update(text).digest('hex').slice(0, 32);
    if (old?.revision === revision) continue;
    bytes += text.length;
    if (bytes > largest && bytes > text.length) postponed.push(group);
    else {
      const sequence = (old?.sequence ?? 0) + 1;
      put(transaction, desired, group, { group, revision, sequence, policies: set });
    }
  }
  return postponed;
}

/** The group's own policies, in the order of their ids. */
async function policiesIn(reader: Reader, parent: Uidp): Promise<Desired['policies']> {
  const all: Desired['policies'] = [];
  for (let after: string | undefined; ; ) {
    const query = { where: { parent }, limit: batch, ...(after === undefined ? {} : { after }) };
    const page = await select(reader, policies, query);
    for (const { id, name, kind, enforcedVersion } of page) {
      all.push({ id, name, kind, digest: enforcedVersion.digest, version: enforcedVersion.id });
    }
    const last = page.at(-1);
    if (last === undefined || page.length < batch) return all;
    after = last.id.replaceAll('/', ':');
  }
}
