// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';

/**
 * The code signature of thin 64-bit Mach-O executables (Apple's `loader.h` and `cs_blobs.h`): arm64
 * Macs run nothing unsigned, and an executable that was appended to carries a signature that is wrong.
 */
const page = 4096;
const magic = { executable: 0xfeedfacf, superBlob: 0xfade0cc0, codeDirectory: 0xfade0c02 };
const command = { segment64: 0x19, codeSignature: 0x1d };
const adHoc = 0x2;

/** Where in the file its signature and the two segments lie that a signature speaks of. */
interface Layout {
  signature: number;
  linkedit: number;
  text: { offset: bigint; size: bigint };
}

/**
 * The executable with its signature replaced by an ad-hoc one under the identifier.
 * @throws Error for what is no such executable, or has no signature to replace
 */
export function signAdHoc(executable: Buffer, identifier: string): Buffer {
  const { signature, linkedit, text } = layoutOf(executable);
  const codeLimit = executable.readUInt32LE(signature + 8);
  const name = Buffer.from(`${identifier}\0`);
  const slots = Math.ceil(codeLimit / page);
  const header = 88;
  const hashes = header + name.length;
  const directoryLength = hashes + 32 * slots;
  const blobLength = 20 + directoryLength;
  const size = (blobLength + 15) & ~15;

  const code = Buffer.from(executable.subarray(0, codeLimit));
  code.writeUInt32LE(size, signature + 12);
  const segment = BigInt(codeLimit + size) - code.readBigUInt64LE(linkedit + 40);
  code.writeBigUInt64LE(segment, linkedit + 48);
  code.writeBigUInt64LE((segment + 16_383n) & ~16_383n, linkedit + 32);

  const blob = Buffer.alloc(size);
  let at = 0;
  const word = (value: number) => {
    at = blob.writeUInt32BE(value >>> 0, at);
  };
  for (const value of [magic.superBlob, blobLength, 1, 0, 20]) word(value);
  for (const value of [magic.codeDirectory, directoryLength, 0x20400, adHoc]) word(value);
  for (const value of [hashes, header, 0, slots, codeLimit]) word(value);
  // Hashes of 32 bytes, SHA-256, no platform, pages of 2^12 bytes.
  for (const byte of [32, 2, 0, 12]) at = blob.writeUInt8(byte, at);
  for (const value of [0, 0, 0, 0]) word(value);
  at = blob.writeBigUInt64BE(0n, at);
  at = blob.writeBigUInt64BE(text.offset, at);
  at = blob.writeBigUInt64BE(text.size, at);
  blob.writeBigUInt64BE(1n, at);
  name.copy(blob, 20 + header);
  hashPages(code, codeLimit).forEach((hash, index) => {
    hash.copy(blob, 20 + hashes + 32 * index);
  });
  return Buffer.concat([code, blob]);
}

/** What a signature says of itself, and how many of its pages are not as it says. */
export interface Inspection {
  identifier: string;
  adHoc: boolean;
  pages: number;
  wrong: number;
}

/** Checks the hash of each page that the signature covers. @throws Error without a signature */
export function inspect(executable: Buffer): Inspection {
  const { signature } = layoutOf(executable);
  const offset = executable.readUInt32LE(signature + 8);
  const blob = executable.subarray(offset, offset + executable.readUInt32LE(signature + 12));
  if (blob.readUInt32BE(0) !== magic.superBlob) throw new Error('no signature where one is named');
  const places = Array.from({ length: blob.readUInt32BE(8) }, (_, index) =>
    blob.readUInt32BE(16 + 8 * index),
  );
  const start = places.find((place) => blob.readUInt32BE(place) === magic.codeDirectory);
  if (start === undefined) throw new Error('the signature has no code directory');
  const directory = blob.subarray(start);
  const hashes = directory.readUInt32BE(16);
  const limit = directory.readUInt32BE(32);
  const identifier = directory.readUInt32BE(20);
  const pages = directory.readUInt32BE(28);
  const wrong = hashPages(executable, limit).filter(
    (hash, index) =>
      !hash.equals(directory.subarray(hashes + 32 * index, hashes + 32 * (index + 1))),
  );
  return {
    identifier: directory.toString('utf8', identifier, directory.indexOf(0, identifier)),
    adHoc: (directory.readUInt32BE(12) & adHoc) !== 0,
    pages,
    wrong: limit === offset ? wrong.length : pages,
  };
}

const hashPages = (code: Buffer, limit: number): Buffer[] =>
  Array.from({ length: Math.ceil(limit / page) }, (_, index) =>
    createHash('sha256')
      .update(code.subarray(page * index, Math.min(limit, page * (index + 1))))
      .digest(),
  );

function layoutOf(executable: Buffer): Layout {
  if (executable.readUInt32LE(0) !== magic.executable) throw new Error('no 64-bit Mach-O file');
  const found: Partial<Layout> = {};
  let at = 32;
  for (let count = executable.readUInt32LE(16); count > 0; count -= 1) {
    const kind = executable.readUInt32LE(at);
    if (kind === command.codeSignature) found.signature = at;
    if (kind === command.segment64) {
      const name = executable.toString('latin1', at + 8, at + 24).replace(/\0+$/, '');
      if (name === '__LINKEDIT') found.linkedit = at;
      if (name === '__TEXT') {
        const offset = executable.readBigUInt64LE(at + 40);
        found.text = { offset, size: executable.readBigUInt64LE(at + 48) };
      }
    }
    at += executable.readUInt32LE(at + 4);
  }
  const { signature, linkedit, text } = found;
  if (signature === undefined || linkedit === undefined || text === undefined) {
    throw new Error('the Mach-O file has no signature or lacks a segment');
  }
  return { signature, linkedit, text };
}
