// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import type { Build, Platform } from '../../chainctl/build.ts';
import type { Blobs } from '../../ports/blobs/port.ts';
import { bundle } from './bundle.ts';
import { compile } from './compile.ts';
import { provenance } from './provenance.ts';
import type { Target } from './targets.ts';

/** What the public bucket says of the chainctl in it, in `metadata.json`. */
const metadata = z.object({
  version: z.string(),
  commit: z.string(),
  date: z.string(),
  /** By name of the download. `source` is a digest of what it was built from. */
  files: z.record(z.string(), z.object({ sha256: z.string(), source: z.string() })),
});
type Metadata = z.output<typeof metadata>;

/**
 * Builds chainctl for the target with the platform's addresses in it, and puts it into the public
 * bucket with its checksum; what is there already from the same source is left alone. Works in the
 * `scratch` folder. With a signer, it will demand that signature of what replaces it; with an image, it
 * installs that. Answers whether anything was built. One call at a time.
 */
export async function publish(
  root: string,
  blobs: Blobs,
  platform: Platform,
  target: Target,
  scratch: string,
  more: Pick<Build, 'signer' | 'image'> = {},
): Promise<boolean> {
  const folder = join(scratch, target.file);
  try {
    await mkdir(folder, { recursive: true });
    const origin = provenance(root);
    const build = { ...origin, target: target.name, platform, ...more };
    const { entry, digest } = await bundle(root, join(folder, 'bundle'), build);
    const known = await readMetadata(blobs);
    const there = await blobs.info(`downloads/${target.file}`);
    if (there !== undefined && known.files[target.file]?.source === digest) return false;
    const file = join(folder, target.file);
    await compile(root, entry, target, file);
    await blobs.put(`downloads/${target.file}`, createReadStream(file), {
      contentType: 'application/octet-stream',
    });
    const { version, commit, date } = origin;
    const files = { ...known.files, [target.file]: { sha256: await sha256(file), source: digest } };
    await writeMetadata(blobs, { version, commit, date, files });
    return true;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const places = { metadata: 'downloads/metadata.json', checksums: 'downloads/checksums.txt' };

async function readMetadata(blobs: Blobs): Promise<Metadata> {
  const found = await blobs.read(places.metadata);
  if (found === undefined) return { version: '', commit: '', date: '', files: {} };
  return metadata.parse(JSON.parse((await buffer(found.bytes)).toString()));
}

async function writeMetadata(blobs: Blobs, value: Metadata): Promise<void> {
  const lines = Object.entries(value.files).map(([name, { sha256: hash }]) => `${hash}  ${name}\n`);
  const text = (content: string) => Buffer.from(content);
  const checksums = lines.sort().join('');
  await blobs.put(places.checksums, text(checksums), { contentType: 'text/plain' });
  const json = `${JSON.stringify(value, null, 2)}\n`;
  await blobs.put(places.metadata, text(json), { contentType: 'application/json' });
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
