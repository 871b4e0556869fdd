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
 * `.` or `..` segments; any other is refused with Failure INVALID_ARGUMENT.
 */
export interface Blobs {
  /**
   * Stores the bytes under the name, whole or not at all: a stream that breaks leaves what was there.
   * With `ifAbsent` it leaves what is there in any case and answers false.
   */
  put(
    name: string,
    bytes: Uint8Array | NodeJS.ReadableStream,
    options: { contentType: string; ifAbsent?: boolean },
  ): Promise<boolean>;
  info(name: string): Promise<BlobInfo | undefined>;
  /**
   * The bytes as a stream, optionally from `start` to `end` (both inclusive), as far as there are
   * any. They are those of one generation: the stream fails where the name was written again.
   */
  read(
    name: string,
    range?: { start: number; end: number },
  ): Promise<{ info: BlobInfo; bytes: NodeJS.ReadableStream } | undefined>;
  /** Deleting what is absent is no fault. */
  delete(name: string): Promise<void>;
  /** Blobs whose names begin with the prefix, by ascending name, after `after`; at most `limit`, 1 to 1,000. */
  list(prefix: string, options: { limit: number; after?: string }): Promise<BlobInfo[]>;
}
