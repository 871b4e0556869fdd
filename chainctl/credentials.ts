// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../core/errors.ts';
import { cacheFolder } from './places.ts';

/** What a login leaves: a token to call with, and where there is one, what renews it. */
export interface Credentials {
  accessToken: string;
  refreshToken?: string;
}

/** The tokens of one audience, in files that their owner alone may read. */
export interface CredentialStore {
  read(): Promise<Credentials | undefined>;
  write(credentials: Credentials): Promise<void>;
  /** Forgets them; answers what they were. */
  clear(): Promise<Credentials | undefined>;
  /** Runs while no other chainctl changes them: two that renew at once would both lose. */
  alone<T>(run: () => Promise<T>): Promise<T>;
}

/** How long a lock may be held before its holder counts as dead, in milliseconds. */
const holding = 30_000;

export function credentialStore(
  audience: string,
  env: Record<string, string | undefined>,
): CredentialStore {
  const folder = join(cacheFolder(env), 'chainguard', audience.replaceAll(/[/:\\]/g, '-'));
  const access = join(folder, 'oidc-token');
  const refresh = join(folder, 'refresh-token');
  const lock = join(folder, 'lock');

  const read = async () => {
    const [accessToken, refreshToken] = await Promise.all([textOf(access), textOf(refresh)]);
    if (accessToken === undefined) return undefined;
    return { accessToken, ...(refreshToken === undefined ? {} : { refreshToken }) };
  };
  return {
    read,
    write: async ({ accessToken, refreshToken }) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      if (refreshToken === undefined) await rm(refresh, { force: true });
      else await replace(refresh, refreshToken);
      await replace(access, accessToken);
    },
    clear: async () => {
      const known = await read();
      await rm(folder, { recursive: true, force: true });
      return known;
    },
    alone: async (run) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await take(lock);
      try {
        return await run();
      } finally {
        await rm(lock, { force: true });
      }
    },
  };
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
}

async function replace(file: string, text: string): Promise<void> {
  const next = `${file}.${randomUUID()}`;
  await writeFile(next, text, { mode: 0o600, flag: 'wx' });
  await rename(next, file);
}

async function take(lock: string): Promise<void> {
  const until = Date.now() + 2 * holding;
  while (Date.now() < until) {
    const taken = await open(lock, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return undefined;
      throw error;
    });
    if (taken !== undefined) return taken.close();
    const held = await stat(lock).catch(() => undefined);
    if (held !== undefined && Date.now() - held.mtimeMs > holding) await rm(lock, { force: true });
    await sleep(50);
  }
  throw new Failure('UNAVAILABLE', `another chainctl holds ${lock}`, { place: lock });
}
