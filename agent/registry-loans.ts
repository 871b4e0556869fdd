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
export function registryLoans(plane: Pick<ControlPlane, 'call'>, clock = realClock): Keychain {
  const lend = lending(
    clock,
    async (registry) => {
      const { username, password, expiry } = await plane.call(lendRegistryToken, { registry });
      const until = Math.max(Date.parse(expiry) - margin, clock.now() + least);
      return { credential: { kind: 'basic', username, password }, until };
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

/** What is lent is not shown in its last minutes, in milliseconds: this machine's clock may be late. */
const margin = 15 * 60_000;
/** So long it is shown all the same: the clock may be early, too. */
const least = 60_000;
