// SPDX-License-Identifier: Apache-2.0
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from './app.ts';
import { type Build, build } from './build.ts';
import { cacheFolder } from './places.ts';
import { isNewer, offered, type Release } from './release/offered.ts';
import type { Settings } from './settings.ts';
import { say } from './terminal/terminal.ts';

/** How often a person is told of the same thing, in milliseconds. */
const often = 24 * 3_600_000;

/**
 * Looks, beside whatever a command does, whether the platform offers a newer chainctl. What is
 * answered says so to the person, if it is known by then: nothing is ever waited for.
 */
export function lookOut(app: LookingOut, current: Build = build): () => void {
  const stop = new AbortController();
  let newer: Release | undefined;
  const look = async () => {
    const { platform, skipVersionCheck } = await app.settings();
    const asked = join(cacheFolder(app.env), 'chainctl', 'asked-for-newer');
    if (skipVersionCheck || (await age(asked, app.now())) < often) return;
    const release = await offered(app.fetch, platform.downloads, stop.signal, current.target);
    if (isNewer(release, current)) newer = release;
    await mkdir(join(asked, '..'), { recursive: true, mode: 0o700 });
    await writeFile(asked, '');
  };
  // Whoever cannot say whether there is a newer one says nothing.
  look().catch(() => undefined);
  return () => {
    stop.abort();
    if (newer !== undefined) {
      say(app.terminal, `chainctl ${newer.version} is there: chainctl update`);
    }
  };
}
type LookingOut = Pick<App, 'env' | 'now' | 'terminal' | 'fetch'> & {
  settings: () => Promise<Pick<Settings, 'platform' | 'skipVersionCheck'>>;
};

const age = async (file: string, now: number): Promise<number> =>
  stat(file).then(
    ({ mtimeMs }) => now - mtimeMs,
    () => Number.POSITIVE_INFINITY,
  );
