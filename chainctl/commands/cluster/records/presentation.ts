// SPDX-License-Identifier: Apache-2.0
import type { Record } from '../../../../core/api/records.ts';
import type { Presentation } from '../../../terminal/present.ts';

/** How records are shown: the walkthrough's columns, and what the policies make of the image. */
export const recordPresentation: Presentation<Record> = {
  columns: [
    ['CLUSTER', ({ cluster }) => cluster.remoteId],
    ['IMAGE', ({ image }) => image],
    ['LAST SEEN', ({ lastSeen }) => lastSeen],
    ['LAST REFRESHED', refreshed],
    ['POLICIES', results],
  ],
  more: [
    ['WORKLOADS', workloads],
    ['PACKAGES', packages],
    ['SIGNED BY', signers],
    ['JUDGED BY', ({ by }) => by],
    ['ID', ({ id }) => id],
  ],
  id: ({ id }) => id,
  page: ({ id }) => `/images/${id}`,
};

/** `sig:<moment>`, a line for each kind that was ever refreshed. */
function refreshed({ refreshed: moments }: Record): string {
  const kinds = ['sig', 'sbom', 'att'] as const;
  return kinds
    .flatMap((kind) => (moments[kind] === undefined ? [] : [`${kind}:${moments[kind]}`]))
    .join('\n');
}

/** `<policy>:pass`, `fail` or `warn`, a line for each. */
export function results({ coverage, policies, running }: Record): string {
  if (coverage === 'uncovered') return running ? 'uncovered' : '';
  return policies
    .map(({ name, mode, outcome }) => {
      const failed = mode === 'warn' ? 'warn' : 'fail';
      return `${name}:${outcome === 'pass' ? 'pass' : failed}`;
    })
    .join('\n');
}

/** `<kind>:<how many>`, a line for each kind. */
function workloads({ workloads: all }: Record): string {
  const counts = new Map<string, number>();
  for (const { kind } of all) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${kind}:${count}`).join('\n');
}

/** `<type>:<how many>`, a line for each type of package. */
function packages({ sboms }: Record): string {
  return sboms
    .flatMap(({ packages: found = {} }) => Object.entries(found))
    .map(([type, count]) => `${type}:${count}`)
    .join('\n');
}

function signers({ signatures }: Record): string {
  return signatures
    .map(
      ({ subject, keyId }) => subject ?? (keyId === undefined ? '' : `key ${keyId.slice(0, 12)}`),
    )
    .join('\n');
}
