// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { Failure } from '../core/errors.ts';
import { organisation, related, type Uidp } from '../core/iam/uidp.ts';
import type { Transaction } from '../ports/documents/port.ts';
import { names } from './collections.ts';
import { fields } from './kind.ts';

/** A name in the cluster: what kind of resource, called what. */
export interface Claim {
  kind: string;
  name: string;
}

/** A policy that takes names, and the group in whose line of ancestry they must be free. */
export interface Claimant {
  group: Uidp;
  policy: Uidp;
}

/**
 * Takes the names that `wanted` has and `held` has not, gives back those that only `held` has. A
 * resource is cluster-wide, so a name is unique along each line of ancestry; one document per
 * organisation and name makes two who race meet. Reads everything, then returns what writes.
 * @throws Failure ALREADY_EXISTS naming each name that is taken, and by which policy
 */
export async function claim(
  transaction: Transaction,
  claimant: Claimant,
  wanted: Claim[],
  held: Claim[],
): Promise<() => void> {
  const same = (a: Claim, b: Claim) => a.kind === b.kind && a.name === b.name;
  const taking = wanted.filter((each) => !held.some((other) => same(each, other)));
  const leaving = held.filter((each) => !wanted.some((other) => same(each, other)));
  const keys = [...taking, ...leaving].map((each) => keyOf(claimant.group, each));
  const documents = keys.length === 0 ? [] : await transaction.getAll(keys);
  const holders = documents.map((each) => (each ? names.shape.parse(each.data).holders : []));
  const faults = taking.flatMap(({ kind, name }, index) => {
    const taken = holders[index]?.find((holder) => related(holder.group, claimant.group));
    return taken
      ? [{ place: name, fault: `${kind} "${name}" exists already in ${taken.policy}` }]
      : [];
  });
  if (faults.length > 0) throw exists(faults, claimant);
  return () => {
    keys.forEach((key, index) => {
      const others = (holders[index] ?? []).filter(({ policy }) => policy !== claimant.policy);
      const next = index < taking.length ? [...others, { ...claimant }] : others;
      if (next.length === 0) transaction.delete(key);
      else transaction.put(key, fields({ holders: next }));
    });
  };
}

/** Ids of documents are limited in length and form; names are not. */
function keyOf(group: Uidp, { kind, name }: Claim) {
  const hash = createHash('sha256').update(`${kind}\n${name}`).digest('hex');
  return { collection: names, id: `${organisation(group)}:${hash}` };
}

function exists(faults: { place: string; fault: string }[], { group }: Claimant): Failure {
  const [first] = faults;
  return new Failure('ALREADY_EXISTS', first?.fault ?? 'the name is taken', {
    ...(faults.length > 1 ? { faults } : {}),
    next: `chainctl policies list --group ${group}`,
  });
}
