// SPDX-License-Identifier: Apache-2.0
import type { Cluster } from '../../../core/api/clusters.ts';
import { listGroups } from '../../../core/api/groups.ts';
import type { App } from '../../app.ts';
import { age } from '../../terminal/age.ts';
import type { Presentation } from '../../terminal/present.ts';

/** How clusters are shown now; groups by their names, where those can be seen. */
export async function clusterPresentation(app: App): Promise<Presentation<Cluster>> {
  const written = ['json', 'yaml', 'id', 'url'].includes(app.format('table'));
  const groups = written ? [] : await (await app.client()).all(listGroups, {});
  const names = new Map<string, string>(groups.map(({ id, name }) => [id, name]));
  const ago = (moment: string | undefined) =>
    moment === undefined ? 'never' : age(moment, app.now());
  return {
    columns: [
      ['NAME', ({ name }) => name],
      ['GROUP', ({ group }) => names.get(group) ?? group],
      ['REMOTEID', ({ remoteId }) => remoteId],
      ['REGISTERED', ({ registered }) => ago(registered)],
      ['K8S VERSION', ({ version = '' }) => version],
      ['AGENT VERSION', ({ agentVersion = '' }) => agentVersion],
      ['LAST SEEN', ({ lastSeen }) => ago(lastSeen)],
      ['ACTIVITY', ({ activity }) => activityOf(activity, app.now())],
    ],
    more: [
      ['ID', ({ id }) => id],
      ['DESCRIPTION', ({ description }) => description],
      ['ISSUER', ({ issuer, private: hidden }) => (hidden ? `${issuer} (private)` : issuer)],
      ['APPLIED', ({ applied }) => ago(applied?.at)],
      [
        'FAILING',
        ({ applied }) =>
          (applied?.failing ?? []).map(({ policy, message }) => `${policy}: ${message}`).join('\n'),
      ],
    ],
    id: ({ id }) => id,
    page: ({ id }) => `/clusters/${id}`,
  };
}

/** One line for each profile: `enforcer:2s`. */
const activityOf = (activity: Cluster['activity'], now: number): string =>
  Object.entries(activity)
    .map(([profile, moment]) => `${profile}:${age(moment, now)}`)
    .join('\n');
