// SPDX-License-Identifier: Apache-2.0
import { isLocal } from './reach.ts';

/** Hosts (with their port, if any) that may be spoken to without TLS, beside this machine. */
export type PlainHosts = ReadonlySet<string>;

/**
 * Whether a URL that a registry named (a redirect, a token service) may be followed: https anywhere;
 * http where that is allowed; this machine only if the registry is on it too. The address is judged
 * later, where the connection is made.
 */
export function mayFollow(target: URL, from: URL, plainHosts: PlainHosts): boolean {
  if (target.username !== '' || target.password !== '') return false;
  if (isLocal(target) && !isLocal(from)) return false;
  if (target.protocol === 'https:') return true;
  return target.protocol === 'http:' && mayBePlain(target, plainHosts);
}

/** Whether the host of the URL may be spoken to without TLS. */
export const mayBePlain = (url: URL, plainHosts: PlainHosts): boolean =>
  isLocal(url) || plainHosts.has(url.host);
