// SPDX-License-Identifier: Apache-2.0
import { lendRegistryToken } from '../core/api/associations.ts';
import { realClock } from '../registry/clock.ts';
import { ecrRegion } from '../registry/credentials/aws.ts';
import type { Keychain } from '../registry/credentials/credential.ts';
import { isGoogleRegistry } from '../registry/credentials/google.ts';
import { lending } from '../registry/credentials/lent.ts';
import type { ControlPlane } from './control-plane.ts';

/** Google's own images, which anybody reads. */
const open = 'gke.gcr.io';

/**
 * What the control plane lends for registries of Google and AWS, as the group of the cluster that is
 * associated with an account there. Where it lends nothing others are asked; it is asked again a minute
 * later.
 */
export function registryLoans(plane: Pick<ControlPlane, 'call'>): Keychain {
  const lend = lending(
    realClock,
    async (registry) => {
      const { username, password, expiry } = await plane.call(lendRegistryToken, { registry });
      return {
        credential: { kind: 'basic', username, password },
        until: Date.parse(expiry) - margin,
      };
    },
    'the control plane',
  );
  return async (repository) => {
    const host = repository.slice(0, repository.indexOf('/'));
    if (host === open || (!isGoogleRegistry(host) && ecrRegion(host) === undefined)) {
      return undefined;
    }
    const lent = await lend(host);
    return lent.kind === 'anonymous' ? undefined : lent;
  };
}

/** What is lent is not shown in its last minutes, in milliseconds. */
const margin = 5 * 60_000;
