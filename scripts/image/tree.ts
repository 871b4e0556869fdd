// SPDX-License-Identifier: Apache-2.0
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract, pack } from 'tar-stream';

/** What lies at a path of an image. Who owns it is `root`, unless it says a number. */
export type Entry =
  | { kind: 'file'; bytes: Uint8Array; mode: number }
  | { kind: 'link'; target: string }
  | { kind: 'folder'; mode: number; owner?: number };

/** Entries by path, without a slash at the beginning or the end. */
export type Tree = Map<string, Entry>;

export const text = (content: string): Entry => ({
  kind: 'file',
  bytes: Buffer.from(content),
  mode: 0o644,
});

/** Reads files, symbolic links and folders of a tar. @throws Error for anything else in it */
export async function readTar(tar: Uint8Array): Promise<Tree> {
  const tree: Tree = new Map();
  const reading = Readable.from([tar]).pipe(extract());
  for await (const entry of reading) {
    const { name, type, mode = 0o644, linkname } = entry.header;
    const path = posix.normalize(name).replace(/^\/+|\/+$/g, '');
    if (type === 'file') tree.set(path, { kind: 'file', bytes: await buffer(entry), mode });
    else if (type === 'directory') tree.set(path, { kind: 'folder', mode });
    else if (type === 'symlink' && linkname) tree.set(path, { kind: 'link', target: linkname });
    else throw new Error(`${name} is a ${type}, which has no place in an image`);
    entry.resume();
  }
  return tree;
}

/** Since files have to have a time: the same in every layer. */
const mtime = new Date(0);

/**
 * The tree as a tar, whose bytes depend on nothing else: sorted, each folder before what is in it,
 * all of one time.
 */
export async function writeTar(tree: Tree): Promise<Buffer> {
  const writing = pack();
  const read = buffer(writing);
  for (const [name, entry] of [...withFolders(tree)].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (entry.kind === 'file') {
      const { bytes, mode } = entry;
      writing.entry({ name, mode, mtime, size: bytes.length }, Buffer.from(bytes));
    } else if (entry.kind === 'link') {
      writing.entry({ name, mode: 0o777, mtime, type: 'symlink', linkname: entry.target });
    } else {
      const { mode, owner = 0 } = entry;
      writing.entry({ name: `${name}/`, mode, mtime, uid: owner, gid: owner, type: 'directory' });
    }
  }
  writing.finalize();
  return read;
}

function withFolders(tree: Tree): Tree {
  const whole: Tree = new Map(tree);
  for (const path of tree.keys()) {
    for (let above = posix.dirname(path); above !== '.'; above = posix.dirname(above)) {
      if (!whole.has(above)) whole.set(above, { kind: 'folder', mode: 0o755 });
    }
  }
  return whole;
}
