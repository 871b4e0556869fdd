// SPDX-License-Identifier: Apache-2.0
import { ASN1Obj } from '@sigstore/core';

/**
 * An object of ASN.1 that encodes to the bytes it was read from. `@sigstore/core` puts an encoding
 * together anew each time, a kilobyte per element: most of what a first verification takes. What was
 * signed is the bytes anyhow.
 */
export class AsRead extends ASN1Obj {
  readonly #bytes: Buffer;

  constructor({ tag, value, subs }: ASN1Obj, bytes: Buffer) {
    super(tag, value, subs);
    this.#bytes = bytes;
  }

  /** A copy, as whoever asks may write into what it gets. */
  override toDER(): Buffer {
    return Buffer.from(this.#bytes);
  }
}

/** What lies in an object that was read and not changed since, each as it was read. */
export function partsOf({ value, subs }: ASN1Obj): AsRead[] {
  let begin = 0;
  return subs.map((part) => {
    const end = part.value.byteOffset - value.byteOffset + part.value.length;
    const bytes = value.subarray(begin, end);
    begin = end;
    return new AsRead(part, bytes);
  });
}

/** The same object with parts that encode as they were read; it itself is put together from them. */
export const ofParts = (object: ASN1Obj): ASN1Obj =>
  new ASN1Obj(object.tag, object.value, partsOf(object));
