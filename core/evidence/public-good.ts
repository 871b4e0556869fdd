// SPDX-License-Identifier: Apache-2.0
import root from './public-good.json' with { type: 'json' };
import { parseTrustedRoot, type Trust } from './trust.ts';

let trust: Trust | undefined;

/**
 * Sigstore's public-good instance as it was when this was built (`scripts/trust-root.ts` says from
 * where): valid offline, until something fresher was fetched.
 */
export function publicGoodTrust(): Trust {
  trust ??= parseTrustedRoot(JSON.stringify(root));
  return trust;
}
