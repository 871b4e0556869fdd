// SPDX-License-Identifier: Apache-2.0
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { platformAt } from '../../chainctl/build.ts';
import type { Blobs } from '../../ports/blobs/port.ts';
import { bucketBlobs } from '../../ports/blobs/storage.ts';
import { publish } from '../chainctl/publish.ts';
import { targets } from '../chainctl/targets.ts';
import type { Signer } from './sign.ts';

/**
 * Builds chainctl for every kind of machine and puts it into the bucket of downloads. What it installs
 * is the `image`.
 */
export async function publishAll(
  root: string,
  bucket: string,
  url: string,
  signer: Signer | undefined,
  image: string,
): Promise<void> {
  const { Storage } = await import('@google-cloud/storage');
  const blobs = bucketBlobs(async () => new Storage().bucket(bucket));
  const scratch = await mkdtemp(join(tmpdir(), 'enforce-chainctl-'));
  const known = { image, ...(signer && { signer: signer.identity }) };
  try {
    for (const target of targets) {
      const made = await publish(root, blobs, platformAt(url), target, scratch, known);
      console.log(`${made ? 'made' : 'kept'} ${target.file}`);
      if (made && signer !== undefined) await signDownload(blobs, target.file, signer);
    }
    if (signer !== undefined) await signDownload(blobs, 'checksums.txt', signer);
    else console.log('Nothing was signed: only a workflow with an identity token signs.');
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Puts the signature of a download beside it, as `<file>.sigstore.json`. */
export async function signDownload(blobs: Blobs, file: string, signer: Signer): Promise<void> {
  const found = await blobs.read(`downloads/${file}`);
  if (found === undefined) throw new Error(`there is no download ${file}`);
  const bundle = await signer.sign(await buffer(found.bytes));
  await blobs.put(`downloads/${file}.sigstore.json`, Buffer.from(bundle), {
    contentType: 'application/json',
  });
}
