// SPDX-License-Identifier: Apache-2.0
import { readEscape } from './escape.ts';
import type { Source } from './scan.ts';
import type { Token, Word } from './token.ts';

const opening = /#*(?:"""|'''|"|')/y;

/** Whether a string or bytes begin here, in any of their forms. */
export function opensString(source: Source): boolean {
  opening.lastIndex = source.at;
  return opening.test(source.text);
}

type Scanned = Extract<Word, { kind: 'text' | 'bytes' | 'interpolation' }>;

/**
 * Reads `"…"`, `'…'`, `"""…"""` over several lines, and each between `#`, where a backslash needs as many.
 * Bytes are kept as text of which each unit is a byte.
 * @throws SyntaxFault
 */
export function scanString(source: Source, expression: () => Token[]): Scanned {
  const begun = source.at;
  const open = source.take(opening) ?? '';
  const hashes = open.replace(/[^#]/g, '');
  const quotes = open.slice(hashes.length);
  const bytes = quotes.startsWith("'");
  const close = quotes + hashes;
  const indent = quotes.length === 3 ? indentOf(source, quotes, hashes) : undefined;
  const parts: string[] = [];
  const expressions: Token[][] = [];
  let text = '';
  for (;;) {
    if (source.at >= source.text.length) throw source.fault('string literal not terminated', begun);
    if (indent === undefined ? source.starts(close) : source.starts(`\n${indent}${close}`)) break;
    if (source.starts('\n')) {
      if (indent === undefined) throw source.fault('string literal not terminated', begun);
      const first = source.at === begun + open.length;
      const line = newLine(source, indent);
      if (!first) text += line;
    } else if (source.starts(`\\${hashes}`)) {
      source.at += 1 + hashes.length;
      if (source.starts('(')) {
        source.at += 1;
        if (bytes) throw source.fault('interpolation in bytes is not evaluated');
        expressions.push(expression());
        parts.push(text);
        text = '';
      } else text += readEscape(source, bytes);
    } else text += plain(source, bytes);
  }
  source.at += (indent === undefined ? 0 : 1 + indent.length) + close.length;
  if (expressions.length > 0)
    return { kind: 'interpolation', parts: [...parts, text], expressions };
  return { kind: bytes ? 'bytes' : 'text', value: text };
}

function plain(source: Source, bytes: boolean): string {
  const character = String.fromCodePoint(source.text.codePointAt(source.at) ?? 0);
  source.at += character.length;
  if (character === '\r') throw source.fault('a carriage return in a string is not evaluated');
  return bytes && character > '\x7f' ? utf8(character) : character;
}

/** The bytes of a text, each as one unit. */
export function utf8(text: string): string {
  return [...new TextEncoder().encode(text)].map((byte) => String.fromCharCode(byte)).join('');
}

/** What precedes the closing quotes, and must precede each line. */
function indentOf(source: Source, quotes: string, hashes: string): string {
  if (!source.starts('\n')) throw source.fault('a string over lines begins on a line of its own');
  const end = new RegExp(`\\n([ \\t]*)${quotes}${hashes}`).exec(source.text.slice(source.at));
  if (end === null) throw source.fault('string literal not terminated');
  return end[1] ?? '';
}

function newLine(source: Source, indent: string): string {
  source.at += 1;
  if (source.starts(indent)) source.at += indent.length;
  else if (!source.starts('\n')) {
    throw source.fault('a line is indented less than the closing quotes');
  }
  return '\n';
}
