// SPDX-License-Identifier: Apache-2.0
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** What the image is built for, as OCI calls it. */
export const architectures = ['amd64', 'arm64'] as const;
export type Architecture = (typeof architectures)[number];

const pinnedPackage = z.strictObject({
  from: z.enum(['npm', 'debian']),
  name: z.string(),
  version: z.string(),
  /** Of the file that the registry serves. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
/** A file of a package registry that may not change. */
export type PinnedPackage = z.output<typeof pinnedPackage>;

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const pinned = z.strictObject({
  packages: z.array(pinnedPackage).min(1),
  /** The layer that is made of them; `diffId` is its digest before it is compressed. */
  layer: z.strictObject({ diffId: digest, digest, size: z.int().positive() }),
});
export type Pinned = z.output<typeof pinned>;

const all = z.strictObject({ amd64: pinned, arm64: pinned });
export type AllPinned = z.output<typeof all>;

const file = join(import.meta.dirname, 'pinned.json');

/** What the image stands on, as `pinned.json` says it. */
export const readPinned = (): AllPinned => all.parse(JSON.parse(readFileSync(file, 'utf8')));

export const writePinned = (value: AllPinned): void =>
  writeFileSync(file, `${JSON.stringify(all.parse(value), undefined, 2)}\n`);
