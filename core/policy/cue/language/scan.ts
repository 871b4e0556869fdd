// SPDX-License-Identifier: Apache-2.0
import { type Position, SyntaxFault } from '../fault.ts';
import { scanNumber } from './scan-number.ts';
import { opensString, scanString } from './scan-string.ts';
import { endsLine, marks, type Token } from './token.ts';

/** A text that is read from the left, and where its lines begin. */
export class Source {
  readonly text: string;
  at = 0;
  private readonly lines: number[] = [0];

  constructor(text: string) {
    this.text = text;
    for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) {
      this.lines.push(index + 1);
    }
  }

  starts(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }

  /** What a sticky expression matches here, which is then read. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  position(at = this.at): Position {
    let low = 0;
    let high = this.lines.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.lines[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - (this.lines[low] ?? 0) + 1 };
  }

  fault(message: string, at = this.at): SyntaxFault {
    return new SyntaxFault(message, this.position(at));
  }
}

/**
 * The words of a policy, with the commas that line ends stand for.
 * @throws SyntaxFault
 */
export function scan(text: string): Token[] {
  const source = new Source(text);
  const tokens = scanUntil(source, false);
  return [...tokens, { kind: 'end', at: source.position() }];
}

/** Reads to the end; or, inside of an interpolation, past the parenthesis that ends it. */
function scanUntil(source: Source, inside: boolean): Token[] {
  const tokens: Token[] = [];
  let depth = 0;
  for (;;) {
    const blank = source.take(/(?:[ \t\r\n]|\/\/[^\n]*)+/y) ?? '';
    const end = source.at >= source.text.length;
    if ((blank.includes('\n') || end) && endsLine(tokens.at(-1)) && !inside) {
      tokens.push({ kind: 'mark', text: ',', at: source.position() });
    }
    if (end && inside) throw source.fault('interpolation not terminated');
    if (end) return tokens;
    if (inside && blank.includes('\n'))
      throw source.fault('a line ends inside of an interpolation');
    const token = next(source);
    if (inside && token.kind === 'mark') {
      if (token.text === '(') depth++;
      if (token.text === ')' && depth-- === 0) return [...tokens, { kind: 'end', at: token.at }];
    }
    tokens.push(token);
  }
}

function next(source: Source): Token {
  const at = source.position();
  if (opensString(source)) {
    return { ...scanString(source, () => scanUntil(source, true)), at };
  }
  const number = scanNumber(source);
  if (number !== undefined) return { kind: 'number', text: number, at };
  if (source.starts('_|') && !source.starts('_|_'))
    throw source.fault("illegal token '_|'; expected '_'");
  if (!source.starts('_|_')) {
    const text = source.take(/(?:_?#)?[\p{L}_$][\p{L}\p{Nd}_$]*|_#(?![\p{L}_$])/uy);
    if (text !== undefined) return { kind: 'identifier', text, at };
  }
  const mark = marks.find((each) => source.starts(each));
  if (mark === undefined) {
    const shown = JSON.stringify(String.fromCodePoint(source.text.codePointAt(source.at) ?? 0));
    throw source.fault(`${shown} is not read here`);
  }
  source.at += mark.length;
  return { kind: 'mark', text: mark, at };
}
