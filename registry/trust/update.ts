// SPDX-License-Identifier: Apache-2.0
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Updater } from 'tuf-js';
import { DownloadHTTPError } from 'tuf-js/dist/error.js';
import * as z from 'zod';
import { Troubled } from '../troubled.ts';
import { limits } from './limits.ts';
import { Refused, refusalOf } from './refused.ts';
import type { Repository } from './repository.ts';

/** TUF's metadata as it was last accepted, by role, each the text of its file; only `root` at first. */
export interface Metadata {
  root: string;
  timestamp?: string | undefined;
  snapshot?: string | undefined;
  targets?: string | undefined;
}
const roles = ['root', 'timestamp', 'snapshot', 'targets'] as const;

/** A trusted root that TUF vouches for, and the metadata that says so. */
export interface Updated {
  metadata: Metadata;
  trustedRoot: string;
}

/**
 * Goes through TUF's client workflow (specification 1.0.34, §5) from the metadata that was accepted
 * before, and gives the target. Delegations are not followed: a trusted root is vouched for by the
 * repository's own targets role. Nothing given is changed; what was accepted comes back whole or not
 * at all. (To be imported when it is needed: the library is not small.)
 * @throws Refused if the repository is not to be believed, Troubled if it cannot be read
 */
export async function update(
  repository: Repository,
  known: Metadata & { trustedRoot?: string | undefined },
  { targets = 'targets', target = 'trusted_root.json' }: { targets?: string; target?: string },
): Promise<Updated> {
  const folder = await mkdtemp(join(tmpdir(), 'enforce-tuf-'));
  let trouble: Troubled | undefined;
  try {
    await chmod(folder, 0o700);
    await unfold(folder, known);
    const fetcher = fetching(repository, folder, (found) => {
      trouble = found;
    });
    const updater = new Updater({
      metadataDir: folder,
      metadataBaseUrl: base,
      targetDir: folder,
      targetBaseUrl: `${base}/${targets}`,
      fetcher,
      config: {
        maxRootRotations: limits.rotations,
        rootMaxLength: limits.root,
        timestampMaxLength: limits.timestamp,
        snapshotMaxLength: limits.snapshot,
        targetsMaxLength: limits.targets,
      },
    });
    await updater.refresh();
    const metadata = await fold(folder);
    expectListed(metadata.targets, target);
    const info = await updater.getTargetInfo(target);
    if (info === undefined || info.length > limits.trustedRoot) {
      throw new Refused(`its ${target} is larger than ${limits.trustedRoot} bytes`);
    }
    const file = join(folder, 'target');
    if (known.trustedRoot !== undefined) await writeFile(file, known.trustedRoot);
    const had = await updater.findCachedTarget(info, file);
    const trustedRoot = await readFile(had ?? (await updater.downloadTarget(info, file)), 'utf8');
    return { metadata, trustedRoot };
  } catch (error) {
    throw trouble ?? refusalOf(error);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What stands before the paths of files where the library wants a URL. */
const base = 'https://repository.invalid';

async function unfold(folder: string, metadata: Metadata): Promise<void> {
  for (const role of roles) {
    const text = metadata[role];
    if (text !== undefined) await writeFile(join(folder, `${role}.json`), text);
  }
}

async function fold(folder: string): Promise<Metadata> {
  const [root = '', timestamp, snapshot, targets] = await Promise.all(
    roles.map((role) => readFile(join(folder, `${role}.json`), 'utf8')),
  );
  return { root, timestamp, snapshot, targets };
}

const listing = z.object({ signed: z.object({ targets: z.record(z.string(), z.unknown()) }) });

/** @throws Refused if the repository's own targets role does not list it */
function expectListed(targets: string | undefined, target: string): void {
  const { signed } = listing.parse(JSON.parse(targets ?? ''));
  if (!Object.hasOwn(signed.targets, target)) throw new Refused(`it lists no target ${target}`);
}

/** Reads files for the library, and tells what came in between: the library would hide it. */
function fetching(repository: Repository, folder: string, failed: (trouble: Troubled) => void) {
  const downloadBytes = async (url: string, most: number): Promise<Buffer> => {
    const path = decodeURI(url.slice(base.length + 1));
    // Metadata may announce any length for the next file.
    const bytes = await repository
      .read(path, Math.min(most, limits.targets))
      .catch((error: unknown) => {
        if (error instanceof Troubled) failed(error);
        throw error;
      });
    if (bytes === undefined) throw new DownloadHTTPError(`it has no ${path}`, 404);
    return bytes;
  };
  return {
    downloadBytes,
    downloadFile: async <T>(
      url: string,
      most: number,
      handle: (file: string) => Promise<T>,
    ): Promise<T> => {
      const file = join(folder, 'download');
      await writeFile(file, await downloadBytes(url, most));
      return handle(file);
    },
  };
}
