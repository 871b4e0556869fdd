// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { chmod, rename, rm } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Failure } from '../../core/errors.ts';
import type { Fetch } from '../../registry/wire/fetch.ts';

/** The largest executable that is taken, in bytes. */
const largest = 300_000_000;

/**
 * Puts what is at the URL in the place of the file, or where there is none yet, if its SHA-256 (in
 * hex) is the one expected: whole or not at all. @throws Failure UNAVAILABLE, FAILED_PRECONDITION; then the file is as it was
 */
export async function replaceWith(
  fetch: Fetch,
  file: string,
  url: string,
  sha256: string,
): Promise<void> {
  const next = `${file}.new`;
  try {
    const found = await download(fetch, url, next);
    if (found !== sha256) throw wrong(url);
    await chmod(next, 0o755);
    // Windows does not let a running program be overwritten, but lets it be moved away.
    if (process.platform === 'win32' && existsSync(file)) await rename(file, `${file}.old`);
    await rename(next, file);
  } catch (cause) {
    await rm(next, { force: true });
    if (cause instanceof Failure) throw cause;
    throw new Failure('FAILED_PRECONDITION', `${file} cannot be replaced`, {
      place: file,
      next: 'the same command as somebody who may write there',
      cause,
    });
  }
}

async function download(fetch: Fetch, url: string, to: string): Promise<string> {
  const answer = await fetch(url).catch((cause: unknown) => {
    if (cause instanceof Failure) throw cause;
    throw new Failure('UNAVAILABLE', `${url} does not answer`, { cause });
  });
  if (!answer.ok || answer.body === null) {
    throw new Failure('UNAVAILABLE', `${url} answered with status ${answer.status}`);
  }
  const hash = createHash('sha256');
  let size = 0;
  const watched = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      hash.update(chunk);
      done(size > largest ? new Error('too large') : null, chunk);
    },
  });
  const body = Readable.fromWeb(answer.body as import('node:stream/web').ReadableStream);
  await pipeline(body, watched, createWriteStream(to, { mode: 0o600 }));
  return hash.digest('hex');
}

const wrong = (url: string): Failure =>
  new Failure('FAILED_PRECONDITION', `${url} is not what its checksum says; nothing was replaced`, {
    next: 'the same again; if it stays so, ask whoever runs the platform',
  });
