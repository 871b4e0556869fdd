// SPDX-License-Identifier: Apache-2.0
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Failure } from '../../core/errors.ts';
import type { App } from '../app.ts';

/** A text and where it came from, as messages name it. */
export interface Given {
  from: string;
  text: string;
}

/** The largest text that is taken from anywhere, in bytes. */
const largest = 1_048_576;

/**
 * The texts that `-f` names: a file, all YAML and JSON files of a folder (and with `recursive` of
 * those in it), an https URL, or `-` for standard input.
 * @throws Failure NOT_FOUND, INVALID_ARGUMENT, UNAVAILABLE
 */
export async function readGiven(app: App, name: string, recursive = false): Promise<Given[]> {
  if (name === '-') return [{ from: 'standard input', text: await text(app.terminal.in) }];
  if (/^https?:\/\//.test(name)) return [{ from: name, text: await fetched(app, name) }];
  const info = await stat(name).catch((cause: unknown) => {
    throw new Failure('NOT_FOUND', `there is no file ${name}`, { place: '--filename', cause });
  });
  if (!info.isDirectory()) return [await fileText(name, info.size)];
  const entries = await readdir(name, { recursive, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.(ya?ml|json)$/.test(entry.name));
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  if (paths.length === 0) {
    throw new Failure('NOT_FOUND', `there is no YAML or JSON file in ${name}`, {
      place: '--filename',
      next: 'the same command with --recursive',
    });
  }
  return Promise.all(paths.map(async (path) => fileText(path, (await stat(path)).size)));
}

async function fileText(path: string, size: number): Promise<Given> {
  if (size > largest) throw tooLarge(path);
  return { from: path, text: await readFile(path, 'utf8') };
}

async function fetched(app: App, name: string): Promise<string> {
  const url = new URL(name);
  if (url.protocol === 'http:' && !/^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname)) {
    throw new Failure('INVALID_ARGUMENT', 'a policy is fetched over https only', { place: name });
  }
  try {
    const answer = await app.fetch(url, { signal: AbortSignal.timeout(30_000) });
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of answer.body ?? []) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > largest) throw tooLarge(name);
    }
    return Buffer.concat(chunks).toString('utf8');
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure('UNAVAILABLE', `${name} cannot be fetched`, { place: '--filename', cause });
  }
}

const tooLarge = (name: string): Failure =>
  new Failure('INVALID_ARGUMENT', `${name} is larger than 1 MiB`, { place: '--filename' });
