// SPDX-License-Identifier: Apache-2.0
import { Failure } from '../core/errors.ts';
import type { ControlPlane } from './control-plane.ts';
import type { Kube } from './kube.ts';

type Writes = Pick<Kube, 'create' | 'replace' | 'apply' | 'patch' | 'delete'>;

/**
 * The cluster for whoever writes to it as the leader. A process that slept in the middle of its work, on a
 * machine that stood still for one, writes nothing of it any more once another may lead: it is told ABORTED.
 */
export function whileLeading(kube: Kube, leads: () => boolean): Kube {
  const led =
    <Given extends unknown[], Answer>(write: (...given: Given) => Promise<Answer>) =>
    async (...given: Given): Promise<Answer> => {
      demandLead(leads);
      return write(...given);
    };
  const writes: Writes = {
    create: led(kube.create),
    replace: led(kube.replace),
    apply: led(kube.apply),
    patch: led(kube.patch),
    delete: led(kube.delete),
  };
  return { ...kube, ...writes };
}

/** The control plane for whoever speaks to it as the leader. */
export const tellingWhileLeading = (
  plane: Pick<ControlPlane, 'call'>,
  leads: () => boolean,
): Pick<ControlPlane, 'call'> => ({
  call: async (endpoint, request, sending) => {
    demandLead(leads);
    return plane.call(endpoint, request, sending);
  },
});

function demandLead(leads: () => boolean): void {
  if (leads()) return;
  throw new Failure('ABORTED', 'another replica may lead by now, so this one stops half way');
}
