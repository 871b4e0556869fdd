// SPDX-License-Identifier: Apache-2.0
import { Troubled } from '../troubled.ts';

/** A TUF repository, wherever its files are. */
export interface Repository {
  /** As it is called in messages. */
  name: string;
  /**
   * The bytes of a file, `timestamp.json` or `targets/trusted_root.json`; undefined if there is none.
   * @throws Troubled if that cannot be told, or there are more than `most` bytes
   */
  read: (path: string, most: number) => Promise<Buffer | undefined>;
}

/** The files of a repository that was given whole: nothing is sent anywhere. */
export const repositoryOf = (name: string, files: ReadonlyMap<string, Buffer>): Repository => ({
  name,
  read: async (path, most) => {
    const bytes = files.get(path);
    if (bytes !== undefined && bytes.length > most) {
      throw new Troubled('too-large', `its ${path} has more than ${most} bytes`);
    }
    return bytes;
  },
});
