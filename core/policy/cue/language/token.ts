// SPDX-License-Identifier: Apache-2.0
import type { Position } from '../fault.ts';

/** One word of CUE, and where it is. */
export type Token = { at: Position } & Word;

export type Word =
  | { kind: 'identifier'; text: string }
  | { kind: 'number'; text: string }
  | { kind: 'text'; value: string }
  | { kind: 'bytes'; value: string }
  /** `"…\(x)…"`: one more part than expressions, each of these as its own tokens. */
  | { kind: 'interpolation'; parts: string[]; expressions: Token[][] }
  | { kind: 'mark'; text: string }
  | { kind: 'end' };

/** Longest first, so that the first that fits is the one that is meant. */
export const marks = [
  '_|_',
  '<-',
  '...',
  '&&',
  '||',
  '==',
  '!=',
  '=~',
  '!~',
  '<=',
  '>=',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  ',',
  ':',
  '?',
  '!',
  '&',
  '|',
  '*',
  '+',
  '-',
  '/',
  '<',
  '>',
  '=',
  '.',
] as const;

/** Whether a comma is read at the end of the line after this token. */
export function endsLine(token: Token | undefined): boolean {
  if (token === undefined || token.kind === 'end') return false;
  return token.kind !== 'mark' || closing.has(token.text);
}

const closing: ReadonlySet<string> = new Set(['_|_', '...', ')', ']', '}', '?', '!']);
