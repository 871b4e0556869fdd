// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Failure } from '../../core/errors.ts';
import type { Fetch } from '../../registry/wire/fetch.ts';
import { type Build, build } from '../build.ts';

const metadata = z.object({
  version: z.string(),
  commit: z.string(),
  date: z.string(),
  files: z.record(z.string(), z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
});

/** The chainctl that a platform offers for this machine. */
export interface Release {
  version: string;
  commit: string;
  /** RFC 3339. */
  date: string;
  /** The name of the download, and the SHA-256 that it must have, in hex. */
  file: string;
  sha256: string;
}

const systems: Record<string, string> = { linux: 'Linux', darwin: 'Darwin', windows: 'Windows' };
const machines: Record<string, string> = { amd64: 'x86_64', arm64: 'arm64' };

/** What this machine's download is called: as `uname -s` and `uname -m` say. */
export function downloadName(target: string): string {
  const [system = '', machine = ''] = target.split('/');
  const name = `chainctl_${systems[system]}_${machines[machine]}`;
  if (system === 'windows') return `${name}.exe`;
  return system === 'linux' && machine === 'arm64' ? 'chainctl_Linux_aarch64' : name;
}

/** Asks the platform which chainctl it offers for a machine, `linux/amd64`. @throws Failure UNAVAILABLE, NOT_FOUND */
export async function offered(
  fetch: Fetch,
  downloads: string,
  signal: AbortSignal,
  target: string = build.target,
): Promise<Release> {
  const found = await fetch(`${downloads}/metadata.json`, { signal }).then(
    async (answer) => (answer.ok ? metadata.parse(await answer.json()) : undefined),
    (cause: unknown) => {
      if (cause instanceof Failure) throw cause;
      throw new Failure('UNAVAILABLE', `${downloads} does not answer`, { cause });
    },
  );
  const file = downloadName(target);
  const sha256 = found?.files[file]?.sha256;
  if (found === undefined || sha256 === undefined) {
    throw new Failure('NOT_FOUND', `${downloads} offers no chainctl for ${target}`);
  }
  const { version, commit, date } = found;
  return { version, commit, date, file, sha256 };
}

/** Whether what is offered was made from later source than this executable. */
export const isNewer = ({ date, commit }: Release, current: Build = build): boolean =>
  commit !== current.commit && Date.parse(date) > Date.parse(current.date);
