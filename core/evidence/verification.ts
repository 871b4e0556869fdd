// SPDX-License-Identifier: Apache-2.0
import type { Signer } from './signer.ts';

/**
 * What was made of one thing found: it counts, or it does not and says why. Nothing in between.
 * `verifyFound(found, digest, demand)` in `verify.ts` makes it, and never throws.
 */
export type Verification = Verified | Rejected;

/** A signature or attestation whose cryptography holds, about the very digest that was asked for. */
export interface Verified {
  outcome: 'verified';
  /** `sha256:…` of the layer or bundle that carried it. */
  carrier: string;
  format: Format;
  /** Decided by what was signed, never by where it lay. Only a signature says "this image is mine". */
  use: Use;
  /** Who signed. Whether that is who should have is for the policy to say. */
  signer: Signer;
  /** What `cosign sign -a` added: signed along with the rest. */
  annotations: { [name: string]: string };
  /** The in-toto statement; absent for a simplesigning payload and for a signature of the digest itself. */
  statement?: Statement;
  /** The moments at which the signature is proven to have existed; empty for a key without any. */
  times: ProvenTime[];
  /** sha256 (hex) of the signature's bytes and the certificate's PEM: upstream's id of a signature. */
  id: string;
  checks: Check[];
}

/** Something that does not count, and the first reason why not. */
export interface Rejected {
  outcome: 'rejected';
  carrier: string;
  format: Format;
  /** What it claims to be; absent if it could not be read. */
  use?: Use;
  /** Who it claims to be signed by, unproven: for explanations only. */
  claimed?: Signer;
  reason: RejectionReason;
  /** A sentence for people, without a full stop. */
  message: string;
  expected?: string;
  got?: string;
  /** What was checked before, and the check that failed, last. */
  checks: Check[];
}

export type Format = 'legacy' | 'bundle';
export type Use = 'signature' | 'attestation';

export type RejectionReason =
  /** Not what its media type promises: bytes that cannot be read, or fields missing. */
  | 'malformed'
  /** Over a limit of size or count. */
  | 'too-large'
  /** Well-formed, of a kind that is not verified here. */
  | 'unsupported'
  /** Signed with a key where a certificate is asked for, or the other way round. */
  | 'other-kind-of-signer'
  /** Signed, and well, by a key that the policy does not name. */
  | 'other-key'
  /** The signature does not belong to what it lies beside. */
  | 'signature-invalid'
  /** No trusted authority issued the certificate, or not for that time or use. */
  | 'certificate-invalid'
  /** The certificate's entry in the certificate transparency log is missing or wrong. */
  | 'sct-invalid'
  | 'log-entry-missing'
  | 'log-entry-invalid'
  | 'timestamp-missing'
  | 'timestamp-invalid'
  /** A certificate lives for minutes, and nothing proves that it was used within them. */
  | 'time-unproven'
  /** Signed, but for another image. */
  | 'other-image'
  /** Signed, but what is signed does not say what a signature or attestation must. */
  | 'claims-invalid';

/** The steps of a verification, in the order in which they are made. */
export type CheckName =
  /** It could be read and is within the limits. */
  | 'form'
  /** The signer is of the kind that is asked for; with keys: it was made with one of them. */
  | 'key'
  /** A timestamp authority saw the signature (RFC 3161). */
  | 'timestamp'
  /** A trusted authority issued the certificate, which was valid at each proven time. */
  | 'certificate'
  /** The certificate is in a certificate transparency log. */
  | 'sct'
  /** A transparency log holds this signature: promise (SET), inclusion proof, and what the entry says. */
  | 'log'
  | 'signature'
  /** It is about this image. */
  | 'claims';

/** One step: made and passed, made and failed, or left out because the policy says so. */
export interface Check {
  name: CheckName;
  outcome: 'passed' | 'failed' | 'ignored';
  /** What was found, or why it was left out: a sentence without a full stop. */
  detail: string;
}

/** A moment at which a signature is proven to have existed. */
export interface ProvenTime {
  source: 'log' | 'timestamp-authority';
  at: Date;
}

/** An in-toto statement, whole, as it was signed. */
export interface Statement {
  predicateType: string;
  predicate: unknown;
  /** All of the signed JSON: `_type`, `subject`, `predicateType`, `predicate`. */
  json: { [name: string]: unknown };
}
