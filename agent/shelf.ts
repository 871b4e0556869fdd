// SPDX-License-Identifier: Apache-2.0

import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { digestForm } from '../core/digest.ts';

/** Bytes by digest that outlive the process. What comes off it is to be believed no more than a stranger. */
export interface Shelf {
  get: (digest: string) => Promise<Buffer | undefined>;
  /** Never fails: what cannot be kept is not kept. */
  put: (digest: string, bytes: Uint8Array) => Promise<void>;
  /** The digests of all that is there, the last used first. */
  all: () => Promise<string[]>;
}

/** Where there is no disk, nothing is kept. */
export const noShelf: Shelf = {
  get: async () => undefined,
  put: async () => undefined,
  all: async () => [],
};

/**
 * A folder as a shelf. It holds no more than so many bytes: when it is full, what was not used for the
 * longest time goes. Files are written whole or not at all.
 */
export function folderShelf(folder: string, most: number): Shelf {
  const fileOf = (digest: string) => join(folder, digest.replace(':', '-'));
  let held: number | undefined;
  const listed = async () => {
    const names = await readdir(folder).catch(() => []);
    const files = await Promise.all(
      names.map(async (name) => {
        const found = await stat(join(folder, name)).catch(() => undefined);
        const digest = name.replace('-', ':');
        return { name, digest, size: found?.size ?? 0, at: found?.mtimeMs ?? 0 };
      }),
    );
    return files.sort((one, other) => other.at - one.at);
  };
  const tidy = async () => {
    held = 0;
    for (const { name, digest, size } of await listed()) {
      if (digestForm.test(digest) && held + size <= most * 0.8) held += size;
      else await rm(join(folder, name), { force: true });
    }
  };
  return {
    get: async (digest) => {
      if (!digestForm.test(digest)) return undefined;
      const bytes = await readFile(fileOf(digest)).catch(() => undefined);
      const now = new Date();
      if (bytes !== undefined) await utimes(fileOf(digest), now, now).catch(() => undefined);
      return bytes;
    },
    put: async (digest, bytes) => {
      if (!digestForm.test(digest) || bytes.length > most / 2) return;
      const partial = join(folder, `partial-${randomUUID()}`);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        if (held === undefined || held + bytes.length > most) await tidy();
        await writeFile(partial, bytes, { mode: 0o600 });
        await rename(partial, fileOf(digest));
        held = (held ?? 0) + bytes.length;
      } catch {
        await rm(partial, { force: true }).catch(() => undefined);
      }
    },
    all: async () =>
      (await listed()).map(({ digest }) => digest).filter((digest) => digestForm.test(digest)),
  };
}
