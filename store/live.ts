// SPDX-License-Identifier: Apache-2.0
import pLimit from 'p-limit';
import { contains, parentOf, type Uidp } from '../core/iam/uidp.ts';
import type { Documents, Query } from '../ports/documents/port.ts';
import { clusterStates, clusters, type Desired, desired } from './collections.ts';
import { below, type Kind } from './kind.ts';

/** In how many clusters a policy is live, of how many that should have it. */
export interface Live {
  policy: Uidp;
  live: number;
  clusters: number;
}

/** How many documents are read at once, and how many counts are asked for side by side. */
const batch = 500;
const sideBySide = 16;

/**
 * Of each policy that clusters at the place or below should have: where it is live. It is where the
 * revision that an agent has applied names it as it is in force now, unless the agent said that it
 * fails there. Groups share revisions, and clusters are counted by them: that reads one document for
 * each group with clusters and each cluster where something fails, and costs one for a thousand others.
 */
export async function liveBelow(documents: Documents, place: Uidp): Promise<Live[]> {
  const states = await everyBelow(documents, desired, place);
  const sets = new Map(states.map(({ revision, policies }) => [revision, policies]));
  const current = new Map<Uidp, string>(
    states.flatMap(({ policies }) => policies.map(({ id, digest }) => [id, digest] as const)),
  );
  const limit = pLimit(sideBySide);
  const count = (kind: Kind<unknown>, range: Uidp, where = {}) =>
    limit(() => documents.count({ collection: kind, ...below(range), where }));

  const applied = new Map<Uidp, number>();
  const add = (policies: Desired['policies'], number: number) => {
    for (const { id, digest } of policies) {
      if (current.get(id) === digest) applied.set(id, (applied.get(id) ?? 0) + number);
    }
  };
  await Promise.all(
    [...sets].map(async ([revision, policies]) =>
      add(policies, await count(clusterStates, place, { revision })),
    ),
  );
  for (const { revision, applied: said } of await unwell(documents, place)) {
    const failing = new Set(said?.failing.map(({ policy }) => policy));
    const set = sets.get(revision) ?? [];
    add(
      set.filter(({ id }) => failing.has(id)),
      -1,
    );
  }

  const groups = [...new Set([...current.keys()].map((id) => widest(id, place)))];
  const totals = new Map(
    await Promise.all(groups.map(async (each) => [each, await count(clusters, each)] as const)),
  );
  return [...current.keys()].map((policy) => ({
    policy,
    live: applied.get(policy) ?? 0,
    clusters: totals.get(widest(policy, place)) ?? 0,
  }));
}

/** Where the policy's clusters are, as far as that is in the place. */
function widest(policy: Uidp, place: Uidp): Uidp {
  const group = parentOf(policy) ?? policy;
  return contains(place, group) ? group : place;
}

const unwell = (documents: Documents, place: Uidp) =>
  everyBelow(documents, clusterStates, place, { healthy: false });

/** All documents at the place and below it that meet the condition. */
async function everyBelow<T>(
  documents: Documents,
  kind: Kind<T>,
  place: Uidp,
  where: NonNullable<Query['where']> = {},
): Promise<T[]> {
  const found: T[] = [];
  for (let after: string | undefined; ; ) {
    const from = after === undefined ? {} : { after };
    const page = await documents.query({
      collection: kind,
      ...below(place),
      ...from,
      where,
      limit: batch,
    });
    found.push(...page.map(({ data }) => data as T));
    after = page.at(-1)?.id;
    if (page.length < batch) return found;
  }
}
