// SPDX-License-Identifier: Apache-2.0

/** A file name holds 255 bytes at most; a segment of a blob's name may be longer. */
const piece = 200;

/** Marks the file of a blob, and a folder in which a segment goes on; neither can stand in a name. */
const end = '=';
const more = '+';

/**
 * The file of a blob below the folder of all, so that no two names fall together and none is longer
 * than a file system takes: `a/b` is `a/b=`, and a long segment goes on in `…+/…=`.
 */
export function placeOf(name: string): string[] {
  const segments = name.split('/').map((segment) => {
    const pieces = segment.match(new RegExp(`.{1,${piece}}`, 'g')) ?? [];
    return pieces.map((each, at) => (at < pieces.length - 1 ? each + more : each));
  });
  const place = segments.flat();
  return [...place.slice(0, -1), `${place.at(-1) ?? ''}${end}`];
}

/** The name of the blob whose file it is; undefined for any other file. */
export function nameAt(inside: string, file: string): string | undefined {
  return file.endsWith(end) ? inside + file.slice(0, -end.length) : undefined;
}

/** What the names of all blobs in the folder begin with. */
export const beginningAt = (inside: string, folder: string): string =>
  folder.endsWith(more) ? inside + folder.slice(0, -more.length) : `${inside}${folder}/`;
