// SPDX-License-Identifier: Apache-2.0

/** What an ELF file for a 64-bit little-endian machine says of what it runs on. */
export interface Needs {
  /** 62 is x86-64, 183 is AArch64. */
  machine: number;
  /** The loader, of programs. */
  interpreter: string | undefined;
  libraries: string[];
}

const segment = { load: 1, dynamic: 2, interpreter: 3 };
const tag = { needed: 1n, strings: 5n };

/** Reads the dynamic section (System V ABI, chapter 5). */
export function needsOf(file: Uint8Array): Needs {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length);
  if (bytes.readUInt32BE(0) !== 0x7f454c46) throw new Error('no ELF file');
  const at = Number(bytes.readBigUInt64LE(32));
  const size = bytes.readUInt16LE(54);
  const headers = Array.from({ length: bytes.readUInt16LE(56) }, (_, index) => {
    const place = at + index * size;
    const number = (offset: number) => Number(bytes.readBigUInt64LE(place + offset));
    return {
      type: bytes.readUInt32LE(place),
      ...{ offset: number(8), address: number(16), length: number(32) },
    };
  });
  const textAt = (place: number) => bytes.toString('latin1', place, bytes.indexOf(0, place));
  const entries: [bigint, number][] = [];
  for (const { offset, length } of headers.filter(({ type }) => type === segment.dynamic)) {
    for (let place = offset; place < offset + length; place += 16) {
      entries.push([bytes.readBigUInt64LE(place), Number(bytes.readBigUInt64LE(place + 8))]);
    }
  }
  const address = entries.find(([name]) => name === tag.strings)?.[1] ?? 0;
  const home = headers.find(
    (each) =>
      each.type === segment.load && each.address <= address && address < each.address + each.length,
  );
  const strings = address - (home?.address ?? 0) + (home?.offset ?? 0);
  const loader = headers.find(({ type }) => type === segment.interpreter);
  return {
    machine: bytes.readUInt16LE(18),
    interpreter: loader && textAt(loader.offset),
    libraries: entries
      .filter(([name]) => name === tag.needed)
      .map(([, index]) => textAt(strings + index)),
  };
}
