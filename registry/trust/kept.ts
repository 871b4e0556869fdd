// SPDX-License-Identifier: Apache-2.0
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { limits } from './limits.ts';
import type { Updated } from './update.ts';

/** What is known of a repository between two processes. */
export interface Kept {
  /** When it was last asked, in milliseconds since 1970, whatever came of it. */
  askedAt: number;
  /** What it last gave; absent if it never gave anything that was to be believed. */
  last?: Updated | undefined;
}

const text = z.string();
const kept = z.strictObject({
  askedAt: z.number(),
  last: z
    .strictObject({
      metadata: z.strictObject({ root: text, timestamp: text, snapshot: text, targets: text }),
      trustedRoot: text,
    })
    .optional(),
});

/** One file of a folder, for its owner alone; what takes its place is written whole first. */
export interface KeptFile {
  /** Undefined where there is nothing, or nothing that can be read. */
  read: () => Promise<Kept | undefined>;
  write: (kept: Kept) => Promise<void>;
}

/** The file of what `identity` tells apart from everything else; nothing is kept without a folder. */
export function keptIn(folder: string | undefined, identity: unknown): KeptFile {
  if (folder === undefined) return { read: async () => undefined, write: async () => undefined };
  const name = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);
  const file = join(folder, `${name}.json`);
  return {
    read: async () => {
      try {
        if ((await stat(file)).size > limits.kept) return undefined;
        return kept.parse(JSON.parse(await readFile(file, 'utf8')));
      } catch {
        return undefined;
      }
    },
    write: async (found) => {
      const next = `${file}.${randomUUID()}`;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      try {
        await writeFile(next, JSON.stringify(found), { mode: 0o600, flag: 'wx' });
        await rename(next, file);
      } finally {
        await rm(next, { force: true });
      }
    },
  };
}
