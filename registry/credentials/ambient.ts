// SPDX-License-Identifier: Apache-2.0
import { ecrKeychain } from './aws.ts';
import { firstOf, type Keychain } from './credential.ts';
import { dockerKeychain } from './docker-config.ts';
import { googleKeychain } from './google.ts';

/**
 * What this process may show on its own account, in the order of policy-controller: what `docker
 * login` wrote, then who it is to Google, then to AWS. Pull secrets come before it. It is not for a
 * service that asks on behalf of tenants.
 */
export const ambientKeychain = (environment: NodeJS.ProcessEnv = process.env): Keychain =>
  firstOf(dockerKeychain(environment), googleKeychain(), ecrKeychain());
