// SPDX-License-Identifier: Apache-2.0
import type { Failure } from '../../core/errors.ts';
import { informer, type Kube, resources } from '../kube.ts';
import { managedLabel } from '../names.ts';
import type { Bodies } from './bodies.ts';
import type { Target } from './follow.ts';
import { reconcile } from './reconcile.ts';

/** The cluster gets the policies, and has them again when somebody changes what is ours. */
export function intoCluster(
  kube: Kube,
  bodies: Bodies,
  troubled: (failure: Failure) => void,
): Target {
  return {
    apply: (wanted) => reconcile(kube, bodies, wanted),
    watch: (changed) => {
      const watches = [resources.clusterImagePolicies, resources.trustRoots].map((resource) =>
        informer(kube, resource, {
          labels: `${managedLabel}=true`,
          keep: ({ metadata }) => metadata.resourceVersion,
          changed,
          troubled,
        }),
      );
      return () => {
        for (const each of watches) each.stop();
      };
    },
  };
}
