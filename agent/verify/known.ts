// SPDX-License-Identifier: Apache-2.0
import type { Sbom } from '../../registry/registry.ts';
import type { RunningImage } from '../observe/running.ts';
import type { Judged } from './judged.ts';

/** A list of contents that lies beside an image, as it is reported: not its bytes. */
export interface ListedContents extends Pick<Sbom, 'digest' | 'mediaType'> {
  /** How many packages it names, by type. */
  packages: { [type: string]: number } | undefined;
}

/** Everything that is known of an image that runs. */
export interface KnownImage {
  image: RunningImage;
  /** When it was first seen, in milliseconds. */
  firstSeen: number;
  /** Absent until it was judged. */
  judged?: Judged;
  /** Since when evidence could not be read again, in milliseconds, and why; absent where it could. */
  unread?: { since: number; why: string };
  /** Absent until it was looked for. */
  contents?: { found: ListedContents[]; at: number };
}
