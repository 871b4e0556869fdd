// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import type { Carried } from './carried.ts';
import { pemOf } from './certificate.ts';
import { checksOf, checksUntil } from './checks.ts';
import { annotationsFor } from './claims.ts';
import type { Demand } from './demand.ts';
import type { Evidence, Found } from './evidence.ts';
import { claimedSigner, holderOf } from './holder.ts';
import { chooseProofs, type Proofs } from './proofs.ts';
import { prove } from './prove.ts';
import { readFound } from './read.ts';
import { Refusal, textOf } from './refusal.ts';
import type { Rejected, Verification, Verified } from './verification.ts';

/** Holds everything that was found against the demand, in the order in which it was found. */
export const verifyEvidence = ({ found, digest }: Evidence, demand: Demand): Verification[] =>
  found.map((each) => verifyFound(each, digest, demand));

/**
 * Whether one thing found is a signature or attestation about the image with this digest, as the demand
 * wants it. Never throws: whatever goes wrong is a rejection with its reason. Whether the signer is who
 * it should be, and whether an attestation says what it should, is left to the policy.
 */
export function verifyFound(found: Found, digest: string, demand: Demand): Verification {
  const progress: Progress = {};
  try {
    return verify(found, digest, demand, progress);
  } catch (error) {
    return rejected(found, demand, error, progress);
  }
}

/** How far it came: for the explanation, should it end there. */
interface Progress {
  carried?: Carried;
  proofs?: Proofs;
}

function verify(found: Found, digest: string, demand: Demand, progress: Progress): Verified {
  const carried = readFound(found);
  progress.carried = carried;
  const holder = holderOf(carried, demand);
  const proofs = chooseProofs(carried, demand);
  progress.proofs = proofs;
  prove(carried, holder, proofs, demand);
  const { use, statement } = carried.says;
  return {
    outcome: 'verified',
    carrier: found.digest,
    format: carried.format,
    use,
    signer: holder.signer,
    annotations: annotationsFor(digest, carried.says),
    ...(statement === undefined ? {} : { statement }),
    times: proofs.times,
    id: idOf(carried),
    checks: checksOf(carried, demand, proofs),
  };
}

function rejected(
  found: Found,
  demand: Demand,
  error: unknown,
  { carried, proofs }: Progress,
): Rejected {
  const refusal = asRefusal(error);
  const { reason, message, expected, got } = refusal;
  const claimed = carried === undefined ? undefined : claimedSigner(carried);
  const before = carried === undefined ? [] : checksOf(carried, demand, proofs);
  return {
    outcome: 'rejected',
    carrier: found.digest,
    format: found.kind === 'bundle' ? 'bundle' : 'legacy',
    ...(carried === undefined ? {} : { use: carried.says.use }),
    ...(claimed === undefined ? {} : { claimed }),
    reason,
    message,
    ...(expected === undefined ? {} : { expected }),
    ...(got === undefined ? {} : { got }),
    checks: checksUntil(refusal, before),
  };
}

const asRefusal = (error: unknown): Refusal =>
  error instanceof Refusal
    ? error
    : new Refusal('malformed', `it cannot be read: ${textOf(error)}`, { cause: error });

/** sha256 (hex) of the signature's bytes and the certificate's PEM, as policy-controller names it. */
function idOf({ content, certificate }: Carried): string {
  const hash = createHash('sha256').update(content.signature);
  return (certificate === undefined ? hash : hash.update(pemOf(certificate))).digest('hex');
}
