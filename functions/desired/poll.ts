// SPDX-License-Identifier: Apache-2.0
import type { DesiredState, readDesired } from '../../core/api/desired.ts';
import { clusters, type Desired } from '../../store/collections.ts';
import { desiredStates } from '../../store/desired.ts';
import { find } from '../../store/kind.ts';
import { absent } from '../http/access.ts';
import { refused } from '../http/bearer.ts';
import type { AgentCall, AgentHandler } from '../http/handler.ts';
import type { Service } from '../service.ts';
import { holding } from './held.ts';
import { watching } from './watching.ts';

/** How many polls of one cluster are held at once. */
export const most = 4;

/** How long things last, in milliseconds. */
export interface Terms {
  /** How long a poll is held; asked for each. */
  patience: () => number;
  /** How long a watch outlives the last poll that looked. */
  linger: number;
}

/**
 * Answers at once where the agent knows another revision, else when there is a newer one, and with what
 * there is after `patience` milliseconds, when the process leaves or when the agent polls anew too often.
 * A watch may lag behind: what it knows is told only where it is newer than what a read has found.
 */
export function polls(
  service: Pick<Service, 'documents' | 'leaving'>,
  { patience, linger }: Terms,
): AgentHandler<typeof readDesired> {
  const { documents, leaving } = service;
  const desiredOf = desiredStates(documents);
  const { look, latest } = watching(documents, linger);
  const hold = holding(leaving, most);

  const newer = (current: Desired, { cluster, whenGone }: AgentCall): Promise<Desired> =>
    new Promise((resolve) => {
      const answer = (state: Desired) => {
        stop();
        strike();
        clearTimeout(timer);
        resolve(state);
      };
      const end = () => answer(current);
      const stop = look(current.group, (state) => {
        if (state.sequence > current.sequence && state.revision !== current.revision) answer(state);
      });
      const strike = hold(cluster.id, end);
      const timer = setTimeout(end, patience());
      whenGone(end);
    });

  return async ({ revision }, call) => {
    const { group, id } = call.cluster;
    const known = latest(group);
    const fits = known !== undefined && known.revision === revision;
    const current = fits ? known : await desiredOf(group);
    if (current === undefined) throw absent(group);
    if (current.revision !== revision) return shown(current);
    const next = await newer(current, call);
    if (next === current) return shown(current);
    // The cluster may have been deleted while its agent waited.
    if ((await find(documents, clusters, id)) === undefined) throw refused();
    return shown(next);
  };
}

const shown = ({ group, revision, policies }: Desired): DesiredState => ({
  group,
  revision,
  policies: policies.map(({ id, name, kind, digest }) => ({ id, name, kind, digest })),
});
