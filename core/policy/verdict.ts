// SPDX-License-Identifier: Apache-2.0
import type { Trouble } from '../evidence/evidence.ts';
import type { Signer } from '../evidence/signer.ts';
import type { Subject } from '../evidence/subject.ts';
import type { CheckName, Format, RejectionReason, Use } from '../evidence/verification.ts';

/**
 * What was decided about an image, and why: policy → authority → signature or attestation → check.
 * It is JSON throughout: for machines it is the answer as it stands.
 */
export interface Verdict {
  /** As it was asked for. */
  image: string;
  /** `repository@sha256:…`; empty if the image is no reference with a digest. */
  name: string;
  /** When it was decided, RFC 3339. */
  at: string;
  outcome: 'pass' | 'warn' | 'deny';
  /** Why it did not pass, in one word, or that no policy covers it; absent otherwise. */
  reason?: Reason;
  /** What is said when no policy is to blame. */
  message?: string;
  /** What a registry kept back before any policy was asked. */
  trouble?: Trouble[];
  /** A glob that all but covers an image that no policy covers. */
  near?: { policy: string; glob: string; instead: string };
  /** Every policy that covers the image, in the order given. */
  policies: PolicyVerdict[];
}

/**
 * Why something does not pass. The first five are never taken for each other.
 * - `could-not-tell`: a registry refused, or was not to be reached: what was not seen may be there.
 */
export type Reason =
  | 'not-signed'
  | 'signed-by-somebody-else'
  | 'does-not-verify'
  | 'could-not-tell'
  | 'policy-broken'
  | 'forbidden'
  | 'not-covered'
  | 'no-digest'
  | 'no-reference'
  | 'defect';

export interface PolicyVerdict {
  policy: string;
  mode: 'enforce' | 'warn';
  outcome: 'pass' | 'fail';
  reason?: Reason;
  /** Why the policy can be met by nothing. */
  broken: string[];
  authorities: AuthorityVerdict[];
  /** What the policy's own rule made of what the authorities found; absent if none was asked. */
  rule?: RuleVerdict;
}

export interface RuleVerdict {
  outcome: 'pass' | 'fail';
  /** In upstream's words; empty if it holds. */
  message: string;
}

export interface AuthorityVerdict {
  authority: string;
  kind: 'static' | 'key' | 'keyless' | 'broken';
  outcome: 'pass' | 'fail';
  reason?: Reason;
  /** The sentence in upstream's words that stands in a denial; empty if it passes. */
  message: string;
  /** Whom it wants, for people: one line for each who would do; empty: anybody. */
  wants: Wants[];
  /** Where was looked. */
  source?: Subject;
  trouble: Trouble[];
  /** Every signature that was looked at; none where attestations are wanted. */
  signatures: Considered[];
  /** One for each attestation that is wanted. */
  attestations: AttestationVerdict[];
}

/** Somebody who would do. */
export type Wants =
  | { kind: 'key'; keyId: string }
  | { kind: 'keyless'; issuer?: Part; subject?: Part };
export type Part = { kind: 'equal' | 'expression'; text: string };

export interface AttestationVerdict {
  name: string;
  /** As the policy has it. */
  type: string;
  predicateType: string;
  outcome: 'pass' | 'fail';
  reason?: Reason;
  message: string;
  considered: Considered[];
}

/** A signature or attestation, and whether it counts. */
export interface Considered {
  /** `sha256:…` of what carried it. */
  carrier: string;
  format: Format;
  use?: Use;
  predicateType?: string;
  /** Who signed, or claims to have signed where it does not verify. */
  signer?: Signer;
  counts: boolean;
  /** Why it does not count. */
  why?: Why;
  /** In the order made; the last one failed if it does not count. */
  checks: MadeCheck[];
}

export type Why =
  | RejectionReason
  | 'other-identity'
  | 'other-format'
  | 'other-type'
  | 'not-compliant';

export interface MadeCheck {
  name: CheckName | 'format' | 'identity' | 'type' | 'policy';
  outcome: 'passed' | 'failed' | 'ignored';
  detail: string;
  expected?: string;
  got?: string;
}
