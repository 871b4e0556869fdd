// SPDX-License-Identifier: Apache-2.0
import type { Fault } from '../../core/errors.ts';
import { readPolicyFile } from '../../core/policy/document.ts';
import type { Answer, ReviewRequest } from './review.ts';

/**
 * Looks at a ClusterImagePolicy or TrustRoot that wants to be stored, with the code that chainctl and
 * the control plane have: every fault at once, and what is allowed and cannot mean what it says as
 * warnings.
 */
export async function reviewPolicy({
  operation,
  subResource,
  object,
}: ReviewRequest): Promise<Answer> {
  if ((operation !== 'CREATE' && operation !== 'UPDATE') || subResource !== '') {
    return { allowed: true };
  }
  const { faults, warnings } = readPolicyFile(JSON.stringify(object));
  const told = warnings.map(inWords);
  if (faults.length === 0) return { allowed: true, warnings: told };
  const message = `validation failed: ${faults.map(inWords).join('\n')}`;
  return { allowed: false, code: 400, message, warnings: told };
}

/** A fault in upstream's grammar names its place itself. */
const inWords = ({ fault, place = '' }: Fault): string =>
  place === '' || fault.includes(place) ? fault : `${fault}: ${place}`;
