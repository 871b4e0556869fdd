// SPDX-License-Identifier: Apache-2.0
import tls from 'node:tls';

/**
 * The certificates of authorities that servers are held against: the runtime's own and the given ones
 * (PEM, each text may hold several). Undefined if there are none to add.
 */
export function authorities(extra: readonly string[] = []): string[] | undefined {
  return extra.length === 0 ? undefined : [...tls.getCACertificates('default'), ...extra];
}
