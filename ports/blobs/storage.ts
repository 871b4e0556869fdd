// SPDX-License-Identifier: Apache-2.0
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Bucket, File, FileMetadata } from '@google-cloud/storage';
import { Failure } from '../../core/errors.ts';
import { checked, checkedLimit } from './name.ts';
import type { BlobInfo, Blobs } from './port.ts';

/**
 * Blobs of one bucket of Cloud Storage. Every write is one request that carries its checksum, so it
 * is whole or not at all; `ifAbsent` is the precondition that no generation is there.
 */
export function bucketBlobs(bucket: () => Promise<Bucket>): Blobs {
  const file = async (name: string): Promise<File> => {
    const named = checked(name);
    return (await bucket()).file(named);
  };
  const info = async (name: string): Promise<BlobInfo | undefined> => {
    const target = await file(name);
    const found = await asked(target.getMetadata(), 404);
    return found && shown(name, found[0]);
  };

  return {
    info,
    put: async (name, bytes, { contentType, ifAbsent = false }) => {
      const target = await file(name);
      const options = {
        resumable: false,
        validation: 'crc32c',
        metadata: { contentType },
        ...(ifAbsent ? { preconditionOpts: { ifGenerationMatch: 0 } } : {}),
      } as const;
      const source = bytes instanceof Uint8Array ? Readable.from([Buffer.from(bytes)]) : bytes;
      let broken: unknown;
      source.once('error', (error) => {
        broken = error;
      });
      const sent = pipeline(source, target.createWriteStream(options)).then(() => true);
      const stored = await asked(sent, 412).catch((failure: unknown) => {
        throw broken ?? failure;
      });
      return stored ?? false;
    },
    read: async (name, range) => {
      const found = await info(name);
      if (found === undefined) return undefined;
      const { generation, size } = found;
      const start = range?.start ?? 0;
      const end = Math.min(range?.end ?? size, size - 1);
      if (end < start) return { info: found, bytes: Readable.from([]) };
      const pinned = (await bucket()).file(name, { generation });
      const source = pinned.createReadStream(range === undefined ? {} : { start, end });
      return { info: found, bytes: Readable.from(flowing(source), { objectMode: false }) };
    },
    delete: async (name) => {
      const target = await file(name);
      await asked(target.delete({ ignoreNotFound: true }), 404);
    },
    list: async (prefix, { limit, after = '' }) => {
      const most = checkedLimit(limit);
      // Cloud Storage starts at a name, so one more is asked for than is wanted.
      const query = { prefix, startOffset: after, maxResults: most + 1 };
      const [files] = (await asked((await bucket()).getFiles(query))) ?? [[]];
      return files
        .filter(({ name }) => name !== after)
        .slice(0, most)
        .map(({ name, metadata }) => shown(name, metadata));
    },
  };
}

const shown = (name: string, { size, generation, contentType }: FileMetadata): BlobInfo => ({
  name,
  size: Number(size),
  generation: String(generation),
  contentType: contentType ?? 'application/octet-stream',
});

/** What Cloud Storage answers; undefined for the status named. */
async function asked<T>(call: Promise<T>, missing?: 404 | 412): Promise<T | undefined> {
  return call.catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? Number(cause.code) : undefined;
    if (code !== undefined && code === missing) return undefined;
    throw unreachable(cause);
  });
}

/** The bytes as they come; where they stop coming, the failure is one of ours as well. */
async function* flowing(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* source;
  } catch (cause) {
    throw unreachable(cause);
  }
}

const unreachable = (cause: unknown): Failure =>
  new Failure('UNAVAILABLE', 'the store of blobs cannot be reached; try again', {
    next: 'the same request again',
    cause,
  });
