// SPDX-License-Identifier: Apache-2.0

/** What is known of a blob without reading it. */
export interface BlobInfo {
  name: string;
  /** Bytes. */
  size: number;
  /** Changes with each write of the name. */
  generation: string;
  contentType: string;
}

/**
 * Named bytes in one bucket. Names are 1 to 1,024 characters of `[A-Za-z0-9._/:-]`, without empty,
 * `.` or `..` segments.
 */
export interface Blobs {
  /**
   * Stores the bytes under the name, whole or not at all. With `ifAbsent` it leaves what is there and
   * answers false. @throws Failure INVALID_ARGUMENT for a name out of form
   */
  put(
    name: string,
    bytes: Uint8Array | NodeJS.ReadableStream,
    options: { contentType: string; ifAbsent?: boolean },
  ): Promise<boolean>;
  info(name: string): Promise<BlobInfo | undefined>;
  /** The bytes as a stream, optionally from `start` to `end` (both inclusive). */
  read(
    name: string,
    range?: { start: number; end: number },
  ): Promise<{ info: BlobInfo; bytes: NodeJS.ReadableStream } | undefined>;
  /** Deleting what is absent is no fault. */
  delete(name: string): Promise<void>;
  /** Names that begin with the prefix, ascending, after `after`; at most `limit`. */
  list(prefix: string, options: { limit: number; after?: string }): Promise<BlobInfo[]>;
}
