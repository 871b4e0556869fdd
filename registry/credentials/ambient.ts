// SPDX-License-Identifier: Apache-2.0
import { realClock } from '../clock.ts';
import type { Proxies } from '../wire/proxies.ts';
import { ecrKeychain, proxied } from './aws.ts';
import { firstOf, type Keychain } from './credential.ts';
import { dockerKeychain } from './docker-config.ts';
import { googleKeychain } from './google.ts';

/**
 * What this process may show on its own account, in the order of policy-controller: what `docker
 * login` wrote, then who it is to Google, then to AWS. Pull secrets come before it. It is not for a
 * service that asks on behalf of tenants. Google's client finds proxies in the environment by itself.
 */
export const ambientKeychain = (
  environment: NodeJS.ProcessEnv = process.env,
  proxies?: Proxies,
): Keychain =>
  firstOf(dockerKeychain(environment), googleKeychain(), ecrKeychain(realClock, proxied(proxies)));
