// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { type FileHandle, link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { checked, checkedLimit } from './name.ts';
import { beginningAt, nameAt, placeOf } from './place.ts';
import type { BlobInfo, Blobs } from './port.ts';

const kept = z.object({ contentType: z.string(), generation: z.string() });

/** Blobs as files: each is one line of JSON about the blob, then its bytes, so that one rename puts both in place. */
export function fileBlobs(folder: string): Blobs {
  const pathOf = (name: string): string => join(folder, ...placeOf(checked(name)));

  const info = async (name: string): Promise<BlobInfo | undefined> => {
    const file = await open(pathOf(name)).catch(absent);
    if (file === undefined) return undefined;
    try {
      return (await head(name, file)).info;
    } finally {
      await file.close();
    }
  };

  return {
    info,
    put: async (name, bytes, { contentType, ifAbsent = false }) => {
      const path = pathOf(name);
      if (ifAbsent && (await info(name)) !== undefined) return false;
      await mkdir(dirname(path), { recursive: true });
      const temporary = `${path}.${randomBytes(6).toString('hex')}.part`;
      try {
        const generation = `${Date.now()}${randomBytes(3).readUIntBE(0, 3)}`;
        await store(temporary, JSON.stringify({ contentType, generation }), bytes);
        if (!ifAbsent) await rename(temporary, path);
        else if (!(await linked(temporary, path))) return false;
        return true;
      } finally {
        await rm(temporary, { force: true });
      }
    },
    read: async (name, range) => {
      const path = pathOf(name);
      const found = await info(name);
      return found && { info: found, bytes: Readable.from(part(path, found, range)) };
    },
    delete: async (name) => rm(pathOf(name), { force: true }),
    list: async (prefix, { limit, after }) => {
      const most = checkedLimit(limit);
      const names = (await walk(folder, '', prefix))
        .filter((name) => after === undefined || name > after)
        .sort()
        .slice(0, most);
      const found = await Promise.all(names.map(info));
      return found.filter((each) => each !== undefined);
    },
  };
}

/** What the first line of the file says, and where the bytes start. */
async function head(name: string, file: FileHandle): Promise<{ info: BlobInfo; start: number }> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
  const end = buffer.subarray(0, bytesRead).indexOf('\n');
  const { contentType, generation } = kept.parse(JSON.parse(buffer.toString('utf8', 0, end)));
  const size = (await file.stat()).size - end - 1;
  return { info: { name, size, generation, contentType }, start: end + 1 };
}

/** Opens the file when the first byte is asked for, so that whoever asks for none leaves nothing open. */
async function* part(path: string, wanted: BlobInfo, range?: { start: number; end: number }) {
  const file = await open(path);
  try {
    const { info, start } = await head(wanted.name, file);
    if (info.generation !== wanted.generation) throw new Error(`${info.name} was written again`);
    const first = range?.start ?? 0;
    const last = Math.min(range?.end ?? info.size, info.size - 1);
    if (last < first) return;
    yield* file.createReadStream({ start: start + first, end: start + last, autoClose: false });
  } finally {
    await file.close();
  }
}

async function store(path: string, line: string, bytes: Uint8Array | NodeJS.ReadableStream) {
  const file = createWriteStream(path, { mode: 0o600, flush: true });
  file.write(`${line}\n`);
  await pipeline(bytes instanceof Uint8Array ? Readable.from([bytes]) : bytes, file);
}

/** A hard link fails where the name exists: of two who race, one wins. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** The names in the folder that begin with the prefix; `inside` is what they all begin with. */
async function walk(folder: string, inside: string, prefix: string): Promise<string[]> {
  if (!inside.startsWith(prefix) && !prefix.startsWith(inside)) return [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(absent);
  const found = (entries ?? []).map(async (entry) => {
    if (entry.isDirectory()) {
      return walk(join(folder, entry.name), beginningAt(inside, entry.name), prefix);
    }
    const name = nameAt(inside, entry.name);
    return name?.startsWith(prefix) ? [name] : [];
  });
  return (await Promise.all(found)).flat();
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
