// SPDX-License-Identifier: Apache-2.0

const mebibyte = 1_048_576;

/** How much is read from outside. What goes beyond is trouble, never cut off in silence. */
export const limits = {
  /** Bytes of a manifest, an index or a page of referrers: what OCI registries must take at least. */
  manifest: 4 * mebibyte,
  /** Bytes of one signature, attestation, bundle or SBOM. */
  blob: 20 * mebibyte,
  /** Bytes of an image's config. */
  config: 4 * mebibyte,
  /** Bytes of all that is collected for one digest at one place. */
  evidence: 64 * mebibyte,
  /** Bytes of the answer of a token service. */
  token: mebibyte,
  /** Referrers that are looked into, and layers of one manifest that are read. */
  things: 200,
  /** Attached SBOMs of one digest that are read, and platforms of one index. */
  sboms: 5,
  platforms: 50,
  /** Referrers that are listed, and the pages on which they stand. */
  listed: 10_000,
  pages: 100,
  /** Redirects that are followed, and how often a request is sent when it fails in passing. */
  redirects: 5,
  attempts: 4,
  /**
   * Requests and operations under way at once, at each host: a slow one holds up no other. An operation
   * has three requests under way at most; were there fewer than for all, some would lose their time
   * waiting for others.
   */
  requests: 96,
  operations: 32,
} as const;
