// SPDX-License-Identifier: Apache-2.0
import type { Trouble } from '../evidence/evidence.ts';
import type { CompiledIdentity } from './identity.ts';
import { fitsIssuer, isOneOf } from './identity.ts';
import { plain } from './plain.ts';
import type { Considered, Reason, Why } from './verdict.ts';

/** How far each fault is from what is wanted; what is not here is as far as not verifying. */
const distance: Partial<Record<Why, number>> = {
  'not-compliant': -1,
  'other-format': 0,
  'other-identity': 4,
  'other-key': 7,
  'other-kind-of-signer': 8,
  'other-type': 9,
};
const notVerifying = 6;

/** What does not count, nearest miss first: what takes least to be right. */
export const nearestFirst = (
  considered: readonly Considered[],
  identities: readonly CompiledIdentity[],
): Considered[] =>
  considered
    .filter(({ counts }) => !counts)
    .map((each) => ({ each, far: farOff(each, identities) }))
    .sort((one, other) => one.far - other.far)
    .map(({ each }) => each);

function farOff({ why, signer }: Considered, identities: readonly CompiledIdentity[]): number {
  const far = (why && distance[why]) ?? notVerifying;
  if (signer?.kind !== 'keyless' || identities.length === 0) return far;
  const named = isOneOf(identities, signer);
  if (far === notVerifying) return named ? 2 : notVerifying;
  const issuer = identities.some((each) => each.issuer && fitsIssuer(each.issuer, signer));
  return why === 'other-identity' && issuer ? far - 1 : far;
}

/** Why nothing counts. What a registry kept back may be there, so nothing is concluded from its absence. */
export function reasonOf(misses: readonly Considered[], trouble: readonly Trouble[]): Reason {
  if (trouble.length > 0) return 'could-not-tell';
  const [nearest] = misses.filter(({ why }) => why !== 'other-type');
  switch (nearest?.why) {
    case undefined:
      return 'not-signed';
    case 'other-identity':
    case 'other-key':
    case 'other-kind-of-signer':
      return 'signed-by-somebody-else';
    case 'not-compliant':
      return 'forbidden';
    default:
      return 'does-not-verify';
  }
}

/** The failed check's own words. */
export const missOf = ({ checks }: Considered): string => plain(checks.at(-1)?.detail ?? '', 2_000);
