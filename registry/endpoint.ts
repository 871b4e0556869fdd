// SPDX-License-Identifier: Apache-2.0
import { Troubled } from './troubled.ts';
import { mayBePlain, type PlainHosts } from './wire/plain.ts';

/** Where requests for a repository go. */
export interface Endpoint {
  /** The repository as everybody calls it: `index.docker.io/library/busybox`. */
  repository: string;
  /** The host that is asked, without a scheme: the registry's own or its mirror's. */
  host: string;
  /** `https:` or `http:` where that is settled; undefined where the host may be either. */
  protocol: string | undefined;
  /** The path of the repository at that host. */
  path: string;
}

/** Where requests for a registry go instead, by its canonical name. */
export type Mirrors = ReadonlyMap<string, URL>;

/**
 * Where a repository in canonical form is asked for. A mirror's path stands before the repository's
 * own, as proxy caches have it.
 * @throws Troubled if its registry is no host
 */
export function endpointOf(
  repository: string,
  { mirrors, plainHosts }: { mirrors: Mirrors; plainHosts: PlainHosts },
): Endpoint {
  const slash = repository.indexOf('/');
  const registry = repository.slice(0, slash).toLowerCase();
  const own = repository.slice(slash + 1);
  const mirror = mirrors.get(registry);
  if (mirror !== undefined) {
    const before = mirror.pathname.replace(/^\/+|\/+$/g, '');
    const path = before === '' ? own : `${before}/${own}`;
    return { repository, host: mirror.host, protocol: mirror.protocol, path };
  }
  if (!URL.canParse(`https://${registry}/`)) {
    throw new Troubled('malformed', `${registry} is no registry`);
  }
  const url = new URL(`https://${registry}/`);
  return {
    repository,
    host: url.host,
    protocol: mayBePlain(url, plainHosts) ? undefined : 'https:',
    path: own,
  };
}
