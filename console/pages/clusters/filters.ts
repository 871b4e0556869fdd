// SPDX-License-Identifier: Apache-2.0

import type { Given } from '../../../core/api/endpoint.ts';
import type { listRecords, Record } from '../../../core/api/records.ts';
import { type Standing, standingOf, standings } from '../images/standing.ts';

/** What of a cluster is looked at. It stands in the page's address, so that it can be shared. */
export interface Filters {
  standing?: Standing['kind'];
  /** A part of the image's name, to the letter. */
  image?: string;
  policy?: string;
  /** `<kind>/<namespace>/<name>` */
  workload?: string;
}

const texts = ['image', 'policy', 'workload'] as const;

/** What an address asks for. A standing that there is not is not asked for. */
export function filtersIn(query: URLSearchParams): Filters {
  const found: Filters = {};
  const standing = standings.find(({ kind }) => kind === query.get('standing'))?.kind;
  if (standing !== undefined) found.standing = standing;
  for (const name of texts) {
    const value = query.get(name);
    if (value !== null && value !== '') found[name] = value;
  }
  return found;
}

/** The address's query with some of it changed; undefined takes away. */
export function queryWith(
  query: URLSearchParams,
  changes: { [name in keyof Filters | 'view']?: string | undefined },
): string {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') next.delete(name);
    else next.set(name, value);
  }
  return `?${next}`;
}

/** What the service is asked for; the rest of the choice is made of what it answers. */
export const askedOf = (
  cluster: string,
  { image, policy, workload }: Filters,
): Given<typeof listRecords> => ({
  cluster,
  ...(image === undefined ? {} : { image: escaped(image) }),
  // A list is of a policy or of a workload.
  ...(workload === undefined ? (policy === undefined ? {} : { policy }) : { workload }),
});

/** Whether the policy, if one is named, has judged a record. */
export const isOf =
  (policy: string | undefined) =>
  ({ policies }: Pick<Record, 'policies'>): boolean =>
    policy === undefined || policies.some(({ name }) => name === policy);

/** Whether it stands as asked for. */
export const standsAs =
  ({ standing }: Filters) =>
  (record: Pick<Record, 'running' | 'coverage' | 'outcome'>): boolean =>
    standing === undefined || standingOf(record).kind === standing;

/** The text as an RE2 expression that matches it alone. */
const escaped = (text: string): string => text.replaceAll(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`);
