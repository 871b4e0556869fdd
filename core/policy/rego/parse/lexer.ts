// SPDX-License-Identifier: Apache-2.0
import { CompileFault, type Place } from '../faults.ts';

export interface Token {
  kind: 'name' | 'number' | 'string' | 'mark' | 'end';
  /** As it is written; of a string, what it says. */
  text: string;
  at: Place;
  /** Whether anything, and whether a line break, stands between it and the token before. */
  spaced: boolean;
  broken: boolean;
}

const gap = /(?:[ \t\r\n]|#[^\n]*)*/y;
const name = /[A-Za-z_][A-Za-z0-9_]*/y;
const number = /(?:0|[1-9]\d*|(?=\.\d))(?:\.\d+)?(?:[eE][+-]?\d+)?(?![A-Za-z0-9_])/y;
const quoted = /"(?:[^"\\\n]|\\.)*"/y;
const raw = /`[^`]*`/y;
const mark = /:=|==|!=|<=|>=|[-=<>+*/%&|,;:.()[\]{}]/y;

/** The words and marks of a module. @throws CompileFault for what is none */
export function tokens(module: string): Token[] {
  const found: Token[] = [];
  const lines = [0, ...[...module.matchAll(/\n/g)].map(({ index }) => index + 1)];
  let line = 0;
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(module)?.[0];
  };
  while (true) {
    const space = match(gap) ?? '';
    at += space.length;
    while ((lines[line + 1] ?? Number.POSITIVE_INFINITY) <= at) line += 1;
    const place = { line: line + 1, column: at - (lines[line] ?? 0) + 1 };
    const before = { at: place, spaced: space !== '', broken: space.includes('\n') };
    if (at >= module.length) {
      found.push({ kind: 'end', text: 'the end', ...before });
      return found;
    }
    const word = match(name);
    const digits = word === undefined ? match(number) : undefined;
    const text = match(quoted) ?? match(raw);
    const sign = match(mark);
    const whole = word ?? digits ?? text ?? sign;
    if (whole === undefined || whole === '') {
      throw new CompileFault(`${said(module.charAt(at))} cannot stand here`, place);
    }
    at += whole.length;
    if (word !== undefined) found.push({ kind: 'name', text: word, ...before });
    else if (digits !== undefined) found.push({ kind: 'number', text: digits, ...before });
    else if (text !== undefined)
      found.push({ kind: 'string', text: content(text, place), ...before });
    else found.push({ kind: 'mark', text: whole, ...before });
  }
}

const said = (character: string): string =>
  character === '"' || character === '`' ? 'a string that does not end' : `"${character}"`;

function content(text: string, at: Place): string {
  if (text.startsWith('`')) return text.slice(1, -1).replaceAll('\r', '');
  try {
    return String(JSON.parse(text));
  } catch {
    throw new CompileFault('a string holds an escape that there is not', at);
  }
}
