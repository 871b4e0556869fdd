// SPDX-License-Identifier: Apache-2.0

/**
 * The most of everything that a verification looks at: well above what signers write, and low enough
 * that nobody keeps a verifier busy by pushing something large.
 */
export const limits = {
  /** Bytes of a bundle, or of what a layer holds. */
  payload: 64 * 1024 * 1024,
  /** Bytes of a certificate, a timestamp or a signature, each. */
  token: 64 * 1024,
  /** Bytes of what a layer's annotations hold, each. */
  annotation: 512 * 1024,
  /** Bytes of a log entry's body: it holds a certificate or key, digests and a signature. */
  entry: 256 * 1024,
  /** Characters of a checkpoint: a few lines and its witnesses' signatures. */
  checkpoint: 8 * 1024,
  /** Hashes of an inclusion proof: a log of 2^64 entries needs 64, and its right border as many. */
  hashes: 128,
  /** Log entries, timestamps and certificates of one signature, each. */
  count: 8,
} as const;
