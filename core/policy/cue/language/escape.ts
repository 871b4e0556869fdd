// SPDX-License-Identifier: Apache-2.0
import type { Source } from './scan.ts';
import { utf8 } from './scan-string.ts';

const single: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
  ['/', '/'],
  ['"', '"'],
  ["'", "'"],
]);

/**
 * What stands after a backslash.
 * @throws SyntaxFault
 */
export function readEscape(source: Source, bytes: boolean): string {
  const letter = source.text.charAt(source.at);
  const known = single.get(letter);
  if (known !== undefined && !(letter === "'" && !bytes) && !(letter === '"' && bytes)) {
    source.at += 1;
    return known;
  }
  if (bytes) {
    const octet = source.take(/x[0-9a-fA-F]{2}|[0-3][0-7]{2}/y);
    if (octet !== undefined) {
      const code = octet.startsWith('x')
        ? Number.parseInt(octet.slice(1), 16)
        : Number.parseInt(octet, 8);
      return String.fromCharCode(code);
    }
  }
  const unicode = source.take(/u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}/y);
  if (unicode === undefined) throw source.fault('unknown escape sequence');
  const code = Number.parseInt(unicode.slice(1), 16);
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
    throw source.fault('an escape that is no character is not evaluated');
  }
  const character = String.fromCodePoint(code);
  return bytes ? utf8(character) : character;
}
