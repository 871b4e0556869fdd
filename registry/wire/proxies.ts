// SPDX-License-Identifier: Apache-2.0
import { exemptions } from './exempt.ts';
import {
  type EgressProxy,
  type Environment,
  namesProxy,
  readProxy,
  valueIn,
  variables,
} from './proxy.ts';
import { isLocal } from './reach.ts';

/** The proxy for a URL; undefined where it is reached directly. */
export type Proxies = (url: URL) => EgressProxy | undefined;

/**
 * The proxies that an environment names, as Go's net/http reads it: HTTPS_PROXY for https, HTTP_PROXY
 * for http, or the same in lower case, unless NO_PROXY exempts the URL; this machine is never asked
 * through a proxy. Undefined where none is named. It is for programs that work for whoever started
 * them, and not for a service that asks on behalf of tenants.
 * @throws Failure INVALID_ARGUMENT for a variable that holds no proxy; its value is not told
 */
export function proxiesIn(env: Environment): Proxies | undefined {
  if (!namesProxy(env)) return undefined;
  const exempt = exemptions(valueIn(env, 'NO_PROXY'));
  const named = new Map(
    Object.entries(variables).map(([protocol, name]) => [
      protocol,
      readProxy(valueIn(env, name), name),
    ]),
  );
  return (url) => (isLocal(url) || exempt(url) ? undefined : named.get(url.protocol));
}
