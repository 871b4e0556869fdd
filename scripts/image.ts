// SPDX-License-Identifier: Apache-2.0
// Makes the agent's image for Linux on amd64 and arm64, without Docker.
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { asFailure, Failure } from '../core/errors.ts';
import { parseReference, whyNoReference } from '../core/policy/reference.ts';
import { publishImage } from './deploy/image.ts';
import { signerHere } from './deploy/sign.ts';
import { localName, writeArchive } from './image/archive.ts';
import { makeImage } from './image/image.ts';
import { renewPinned } from './image/renew.ts';

const usage = `usage: npm run image -- [options]
  --push REF  puts it into a registry too, as docker login allows; signed where a workflow runs this
  --renew     first pins the newest packages of Debian and the Node of package.json`;

const root = dirname(dirname(fileURLToPath(import.meta.url)));

async function main(): Promise<void> {
  const { push, renew, help } = flags();
  if (help) {
    console.log(usage);
    return;
  }
  const target = push === undefined ? undefined : destinationIn(push);
  if (renew) await renewPinned(root);
  const image = await makeImage(root);
  const file = join('dist', `enforce-agent-${image.version}.tar`);
  await writeArchive(image, join(root, file));
  const { size } = await stat(join(root, file));
  console.log(`${file} (${(size / 2 ** 20).toFixed(1)} MiB)`);
  console.log(image.index.digest);
  if (target !== undefined) {
    await publishImage(image, target.repository, await signerHere(), target.identifier);
    return;
  }
  console.log(`
To put it on the nodes of a kind cluster, and to install it there:
  kind load image-archive ${file}
  chainctl cluster install --image ${localName(image)}`);
}

function flags() {
  try {
    return parseArgs({
      options: {
        push: { type: 'string' },
        renew: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : 'bad flags';
    throw new Failure('INVALID_ARGUMENT', message, { next: 'npm run image -- --help', cause });
  }
}

/** Where an image is pushed to: a repository and a tag of it. */
function destinationIn(text: string) {
  const why = whyNoReference(text);
  const parsed = why === undefined ? parseReference(text) : undefined;
  if (parsed?.kind === 'tag') return parsed;
  const message = why ?? 'a digest cannot be chosen, name a tag';
  throw new Failure('INVALID_ARGUMENT', message, { place: '--push' });
}

try {
  await main();
} catch (error) {
  const failure = asFailure(error);
  const own = failure.code === 'INTERNAL' && error instanceof Error ? error.message : undefined;
  console.error(`Error: ${own ?? failure.message}`);
  if (failure.place !== undefined) console.error(`  at ${failure.place}`);
  if (failure.next !== undefined) console.error(`Try: ${failure.next}`);
  process.exit(1);
}
