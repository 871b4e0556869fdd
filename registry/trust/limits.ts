// SPDX-License-Identifier: Apache-2.0

/** How much is taken of a TUF repository. Those of sigstores have kilobytes, and few roots. */
export const limits = {
  /** Bytes of each file of metadata, and of the trusted root. */
  root: 512_000,
  timestamp: 16_384,
  snapshot: 2_000_000,
  targets: 5_000_000,
  trustedRoot: 2_000_000,
  /** Roots that may follow each other between two refreshes. */
  rotations: 64,
  /** Bytes of an archive once it is unpacked, and things in it. */
  archive: 16_777_216,
  entries: 1_000,
  /** Bytes of what is kept on disk. */
  kept: 16_777_216,
  /** How long a refresh may last, in milliseconds. */
  patience: 20_000,
} as const;
