// SPDX-License-Identifier: Apache-2.0
import type { DesiredState } from '../../core/api/desired.ts';
import { asFailure } from '../../core/errors.ts';
import type { KubeObject } from '../kube.ts';
import type { HeldPolicies } from '../policies/held.ts';
import type { Bodies } from './bodies.ts';
import type { Target } from './follow.ts';
import type { LastDesired } from './last-desired.ts';
import { type DesiredPolicy, objectsOf } from './objects.ts';
import { type Failing, told } from './reconcile.ts';

/**
 * The agent alone gets the policies, and the cluster none. Of one that cannot be read, what was held of it
 * before stays. It begins with what was held last, if all of that can be read: half of it would take images
 * for uncovered that are not.
 */
export function intoMemory(
  held: Pick<HeldPolicies, 'hold'>,
  bodies: Bodies,
  last: LastDesired,
): Target {
  let before = new Map<string, KubeObject[]>();
  let begun = false;
  const objects = async (policy: DesiredPolicy): Promise<KubeObject[]> =>
    objectsOf(policy, await bodies(policy.digest)).map(({ object }) => object);
  const hold = (now: Map<string, KubeObject[]>) => {
    begun = true;
    before = now;
    held.hold([...now.values()].flat());
  };
  return {
    begin: async () => {
      const state = begun ? undefined : await last.recall();
      if (state === undefined) return;
      const all = await Promise.all(
        state.policies.map(async (policy) => [policy.id, await objects(policy)] as const),
      );
      // What the control plane says meanwhile is newer.
      if (!begun) hold(new Map(all));
    },
    apply: async (wanted: DesiredState) => {
      const failing: Failing[] = [];
      const now = new Map<string, KubeObject[]>();
      for (const policy of wanted.policies) {
        try {
          now.set(policy.id, await objects(policy));
        } catch (error) {
          failing.push({ policy: policy.id, message: told(asFailure(error)) });
          now.set(policy.id, before.get(policy.id) ?? []);
        }
      }
      hold(now);
      if (failing.length === 0) await last.keep(wanted);
      return failing;
    },
    watch: () => () => undefined,
  };
}
