// SPDX-License-Identifier: Apache-2.0
import type { AuthorityVerdict, Considered, PolicyVerdict } from './verdict.ts';

/** The failing authority that the policy fails for: what is said of it is said of the policy. */
export const closestAuthority = ({
  authorities,
  reason,
}: PolicyVerdict): AuthorityVerdict | undefined =>
  authorities.find((each) => each.outcome === 'fail' && each.reason === reason) ??
  authorities.find(({ outcome }) => outcome === 'fail');

/** The signature, or attestation of a wanted type, that came nearest to counting. */
export function closestMiss({
  signatures,
  attestations,
}: AuthorityVerdict): Considered | undefined {
  const failed = attestations.find(({ outcome }) => outcome === 'fail');
  const among = failed === undefined ? signatures : failed.considered;
  return among.find(({ counts, why }) => !counts && why !== 'other-type');
}
