// SPDX-License-Identifier: Apache-2.0
import { asFailure } from '../../core/errors.ts';
import type { KubeObject } from '../kube.ts';
import type { HeldPolicies } from '../policies/held.ts';
import type { Bodies } from './bodies.ts';
import type { Target } from './follow.ts';
import { objectsOf } from './objects.ts';
import { type Failing, told } from './reconcile.ts';

/**
 * The agent alone gets the policies, and the cluster none. Of one that cannot be read, what was held of it
 * before stays.
 */
export function intoMemory(held: Pick<HeldPolicies, 'hold'>, bodies: Bodies): Target {
  let before = new Map<string, KubeObject[]>();
  return {
    apply: async ({ policies }) => {
      const failing: Failing[] = [];
      const now = new Map<string, KubeObject[]>();
      for (const policy of policies) {
        try {
          const wanted = objectsOf(policy, await bodies(policy.digest));
          now.set(
            policy.id,
            wanted.map(({ object }) => object),
          );
        } catch (error) {
          failing.push({ policy: policy.id, message: told(asFailure(error)) });
          now.set(policy.id, before.get(policy.id) ?? []);
        }
      }
      before = now;
      held.hold([...now.values()].flat());
      return failing;
    },
    watch: () => () => undefined,
  };
}
