// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';
import type { Image } from '../../../scripts/image/image.ts';
import type { Architecture } from '../../../scripts/image/pinned.ts';
import { readTar, type Tree } from '../../../scripts/image/tree.ts';

const manifest = z.object({
  config: z.object({ digest: z.string() }),
  layers: z.array(z.object({ digest: z.string() })),
});
const configuration = z.object({
  architecture: z.string(),
  os: z.string(),
  created: z.string(),
  config: z.object({
    User: z.string(),
    Env: z.array(z.string()),
    Entrypoint: z.array(z.string()),
    Labels: z.record(z.string(), z.string()),
  }),
  rootfs: z.object({ diff_ids: z.array(z.string()) }),
});

/** What a container runtime reads of an image. */
export interface Readable {
  config: z.output<typeof configuration>;
  tree: Tree;
}

/** The image as a runtime of this architecture reads it, beginning at its index. */
export async function readImage(image: Image, architecture: Architecture): Promise<Readable> {
  const json = (digest = ''): unknown => JSON.parse(text(image.contents.get(digest)));
  const platform = image.platforms.find((each) => each.architecture === architecture);
  const { config, layers } = manifest.parse(json(platform?.manifest.digest));
  const tree: Tree = new Map();
  for (const { digest } of layers) {
    const layer = await readTar(gunzipSync(image.contents.get(digest) ?? ''));
    for (const [path, entry] of layer) tree.set(path, entry);
  }
  return { config: configuration.parse(json(config.digest)), tree };
}

const text = (bytes: Uint8Array = new Uint8Array()): string => Buffer.from(bytes).toString();

/** Whether this process may give files away and be somebody else. */
const isRoot = process.getuid?.() === 0;

/** Writes the tree into the folder, as a runtime does before it starts anything in it. */
export async function unpackInto(folder: string, { tree }: Readable): Promise<void> {
  for (const [path, entry] of tree) {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    if (entry.kind === 'file') writeFileSync(place, entry.bytes, { mode: entry.mode });
    else if (entry.kind === 'link') symlinkSync(entry.target, place);
    else mkdirSync(place, { recursive: true, mode: entry.mode });
    const owner = entry.kind === 'folder' ? entry.owner : undefined;
    if (owner !== undefined && isRoot) await chown(place, owner, owner);
  }
}

/** What the kubelet mounts: nothing else can be written to. */
const script = `set -e
root=$1 config=$2 user=$3; shift 3
mount --bind "$root" "$root"
for each in hosts resolv.conf; do
  touch "$root/etc/$each"; mount --bind "/etc/$each" "$root/etc/$each"
done
mkdir -p "$root/proc" "$root/dev"
mount --rbind /proc "$root/proc"; mount --rbind /dev "$root/dev"
mount -o remount,ro,bind "$root"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount -t tmpfs -o mode=1777 tmpfs "$root/var/lib/enforce"
[ -z "$config" ] || install -m 644 "$config" "$root/tmp/kubeconfig"
exec chroot $user "$root" "$@"`;

/**
 * The command that runs what the image runs, in the unpacked root, which it can only read, as the user
 * of the image, with its environment and no other; what is at \`kubeconfig\` is there as
 * /tmp/kubeconfig. Without being root, as oneself.
 */
export function containerOf(
  root: string,
  { config: { config } }: Readable,
  args: string[],
  kubeconfig = '',
): [program: string, args: string[]] {
  const user = isRoot ? `--userspec=${config.User}` : '';
  return [
    'env',
    [
      ...[
        '-i',
        'PATH=/usr/sbin:/usr/bin:/sbin:/bin',
        ...config.Env.filter((each) => !/^PATH=/.test(each)),
      ],
      ...['unshare', '--mount', ...(isRoot ? [] : ['--map-root-user'])],
      ...['sh', '-c', script, 'sh', root, kubeconfig, user, ...config.Entrypoint, ...args],
    ],
  ];
}
