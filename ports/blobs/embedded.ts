// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { Failure } from '../../core/errors.ts';
import type { BlobInfo, Blobs } from './port.ts';

const kept = z.object({ contentType: z.string(), generation: z.string() });

/**
 * Blobs as files: `<folder>/<name>.blob` is one line of JSON about the blob, then its bytes, so that
 * one rename puts both in place.
 */
export function fileBlobs(folder: string): Blobs {
  const pathOf = (name: string): string => join(folder, `${checked(name)}.blob`);

  const head = async (name: string): Promise<(BlobInfo & { start: number }) | undefined> => {
    const file = await open(pathOf(name)).catch(absent);
    if (file === undefined) return undefined;
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
      const end = buffer.subarray(0, bytesRead).indexOf('\n');
      const { contentType, generation } = kept.parse(JSON.parse(buffer.toString('utf8', 0, end)));
      const size = (await file.stat()).size - end - 1;
      return { name, size, generation, contentType, start: end + 1 };
    } finally {
      await file.close();
    }
  };
  const info = async (name: string): Promise<BlobInfo | undefined> => {
    const found = await head(name);
    if (found === undefined) return undefined;
    const { start: _, ...shown } = found;
    return shown;
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
      const found = await head(name);
      if (found === undefined) return undefined;
      const { start, ...shown } = found;
      const part = range ?? { start: 0, end: shown.size - 1 };
      const bytes =
        part.end < part.start
          ? Readable.from([])
          : createReadStream(pathOf(name), { start: start + part.start, end: start + part.end });
      return { info: shown, bytes };
    },
    delete: async (name) => rm(pathOf(name), { force: true }),
    list: async (prefix, { limit, after }) => {
      const names = (await walk(folder, ''))
        .filter((name) => name.startsWith(prefix) && (after === undefined || name > after))
        .sort()
        .slice(0, limit);
      const found = await Promise.all(names.map(info));
      return found.filter((each) => each !== undefined);
    },
  };
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

async function walk(folder: string, inside: string): Promise<string[]> {
  const entries = await readdir(join(folder, inside), { withFileTypes: true }).catch(() => []);
  const found = entries.map(async (entry) => {
    const name = inside === '' ? entry.name : `${inside}/${entry.name}`;
    if (entry.isDirectory()) return walk(folder, name);
    return entry.isFile() && name.endsWith('.blob') ? [name.slice(0, -'.blob'.length)] : [];
  });
  return (await Promise.all(found)).flat();
}

function checked(name: string): string {
  const plain = /^[A-Za-z0-9._/:-]{1,1024}$/.test(name);
  const segments = name.split('/');
  if (plain && segments.every((each) => each !== '' && each !== '.' && each !== '..')) return name;
  throw new Failure('INVALID_ARGUMENT', `${JSON.stringify(name.slice(0, 80))} cannot name a blob`);
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
