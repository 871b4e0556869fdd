// SPDX-License-Identifier: Apache-2.0
import type { Source } from './scan.ts';

/**
 * A number as it is written, or nothing where none begins.
 * @throws SyntaxFault for what begins like a number and is none
 */
export function scanNumber(source: Source): string | undefined {
  if (source.take(/(?=\.?[0-9])/y) === undefined) return undefined;
  const begun = source.at;
  const text =
    source.take(/0x[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*|0b[01]+(?:_[01]+)*|0o[0-7]+(?:_[0-7]+)*/y) ??
    source.take(/(?:0|[1-9](?:_?[0-9])*)(?:\.[0-9](?:_?[0-9])*)?(?:[eE][+-]?[0-9]+|[KMGTP]i?)?/y);
  if (text === undefined || source.take(/(?=[\p{L}\p{Nd}_$.])/uy) !== undefined) {
    throw source.fault('illegal number', begun);
  }
  return text;
}
