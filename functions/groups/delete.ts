// SPDX-License-Identifier: Apache-2.0
import type { deleteGroup } from '../../core/api/groups.ts';
import { Failure } from '../../core/errors.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import type { Transaction } from '../../ports/documents/port.ts';
import { change, mostChanged } from '../../store/change.ts';
import {
  associations,
  bindings,
  clusters,
  groups,
  identities,
  invites,
  policies,
  roles,
  subscriptions,
} from '../../store/collections.ts';
import { allGrants, removeBindings } from '../../store/grants.ts';
import { at, find, type Kind, select } from '../../store/kind.ts';
import { keepOwner } from '../../store/owners.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

/** The most invites, bindings, roles or identities that go with a group in one deletion. */
const most = 100;

/**
 * Deletes a group that holds nothing which someone might miss, and with it its invites, roles,
 * bindings, subscriptions, machine identities and accounts at clouds. @throws Failure FAILED_PRECONDITION with what it still holds
 */
export const remove: Handler<typeof deleteGroup> = ({ id }, { service, author }) =>
  change(
    service,
    author,
    'dev.chainguard.api.iam.group.deleted.v1',
    async (transaction, record) => {
      const group = await find(transaction, groups, id);
      if (group === undefined) throw absent(id);
      await refuseIfHolding(transaction, id);
      const going = await goingWith(transaction, id);
      const bound = going.bindings.map(({ ids }) => 1 + ids.length);
      const count = bound.reduce((sum, each) => sum + each, 1 + going.keys.length);
      if (count > mostChanged) throw tooMuch(id);
      for (const { held, ids } of going.bindings) removeBindings(transaction, held, ids);
      for (const key of going.keys) transaction.delete(key);
      transaction.delete(at(groups, id));
      record(id, id, { name: group.name });
      return {};
    },
  );

async function refuseIfHolding(transaction: Transaction, id: Uidp): Promise<void> {
  const children = await select(transaction, groups, { where: { parent: id }, limit: most + 1 });
  const ruled = await select(transaction, policies, { where: { parent: id }, limit: most + 1 });
  const watched = await select(transaction, clusters, { where: { parent: id }, limit: most + 1 });
  const holding = [
    ...children.map((child) => ({ place: child.id, fault: `group "${child.name}" is in it` })),
    ...ruled.map((policy) => ({ place: policy.id, fault: `policy "${policy.name}" is in it` })),
    ...watched.map((each) => ({ place: each.id, fault: `cluster "${each.name}" is in it` })),
  ];
  if (holding.length === 0) return;
  const faults = holding.slice(0, most);
  if (holding.length > most) faults.push({ place: id, fault: 'more is in it' });
  const [cluster] = watched;
  const [policy] = ruled;
  throw new Failure('FAILED_PRECONDITION', `group ${id} is not empty`, {
    faults,
    next:
      cluster !== undefined
        ? `chainctl cluster delete ${cluster.id}`
        : policy !== undefined
          ? `chainctl policies delete ${policy.id}`
          : `chainctl iam groups delete ${children[0]?.id}`,
  });
}

/** Reads all that goes with the group, before anything is written. */
async function goingWith(transaction: Transaction, id: Uidp) {
  const machines = await directly(transaction, identities, id);
  const keys = [
    ...(await directly(transaction, invites, id)).map((each) => at(invites, each.id)),
    ...(await directly(transaction, roles, id)).map((each) => at(roles, each.id)),
    ...(await directly(transaction, subscriptions, id)).map((each) => at(subscriptions, each.id)),
    ...machines.map((each) => at(identities, each.id)),
    at(associations, id),
  ];
  const bound = new Set((await directly(transaction, bindings, id)).map((each) => each.identity));
  const going = [];
  for (const identity of new Set([...bound, ...machines.map((each) => each.id)])) {
    const ofMachine = machines.some((each) => each.id === identity);
    for (const held of await allGrants(transaction, identity)) {
      const ids = held.bindings.filter((each) => ofMachine || each.group === id);
      if (ids.length === 0) continue;
      const elsewhere = ids.filter((each) => each.group !== id);
      await keepOwner(
        transaction,
        elsewhere.map((each) => ({ ...each, parent: each.group })),
      );
      going.push({ held, ids: ids.map((each) => each.id) });
    }
  }
  return { keys, bindings: going };
}

async function directly<T>(transaction: Transaction, kind: Kind<T>, parent: Uidp): Promise<T[]> {
  const found = await select(transaction, kind, { where: { parent }, limit: most + 1 });
  if (found.length <= most) return found;
  throw new Failure(
    'FAILED_PRECONDITION',
    `group ${parent} holds more than ${most} ${nounOf[kind.name] ?? kind.name}; delete some first`,
    { place: 'id', next: `chainctl iam ${nounOf[kind.name] ?? kind.name} list` },
  );
}

const tooMuch = (id: Uidp): Failure =>
  new Failure(
    'FAILED_PRECONDITION',
    `the identities of group ${id} have too many role bindings to go at once; delete some of those first`,
    { next: `chainctl iam identities list ${id}` },
  );

/** What chainctl calls what goes with a group, where that differs from the collection. */
const nounOf: Record<string, string> = { roleBindings: 'role-bindings' };
