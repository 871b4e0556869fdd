// SPDX-License-Identifier: Apache-2.0

/** The bytes of a text in base64, line breaks left out; none of a text that is not. Runs in browsers too. */
export function bytesOf(base64: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

/** The UTF-8 text of these bytes. */
export const textOf = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
