// SPDX-License-Identifier: Apache-2.0
import { Lexer } from 'yaml';

/** How deep a document may be nested, in brackets and in dashes, and how far indented, in columns. */
const deepest = 50;
const widest = 200;

/**
 * The offset at which a text is nested deeper than any policy is, if it is: what reads it further
 * would run out of stack. Nothing behind that place is looked at.
 */
export function tooDeep(text: string): number | undefined {
  let offset = 0;
  let brackets = 0;
  let dashes = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') brackets += 1;
    if (token === ']' || token === '}') brackets -= 1;
    if (token === '\n' || token === '\r\n') dashes = 0;
    if (token === '-' || token === '?' || token === ':') dashes += 1;
    const indented = token.length > widest && /^ +$/.test(token);
    if (brackets > deepest || dashes > deepest * 2 || indented) return offset;
    offset += isMark(token) ? 0 : token.length;
  }
  return undefined;
}

/** The lexer's own marks, of what begins, stand for no character of the text. */
const isMark = (token: string): boolean =>
  token === '\u0002' || token === '\u001f' || token === '\u0018';
