// SPDX-License-Identifier: Apache-2.0
import { type Position, SyntaxFault } from '../fault.ts';
import { limits } from '../limits.ts';
import type { Token } from './token.ts';

/** Tokens that are read from the left. */
export class Cursor {
  private readonly tokens: readonly Token[];
  private index = 0;
  private depth: number;

  constructor(tokens: readonly Token[], depth = 0) {
    this.tokens = tokens;
    this.depth = depth;
  }

  get token(): Token {
    return this.ahead(0);
  }

  get at(): Position {
    return this.token.at;
  }

  ahead(by: number): Token {
    const last = this.tokens[this.tokens.length - 1];
    const token = this.tokens[this.index + by] ?? last;
    if (token === undefined) throw new SyntaxFault('nothing to read', { line: 1, column: 1 });
    return token;
  }

  next(): Token {
    const token = this.token;
    this.index++;
    return token;
  }

  is(mark: string, by = 0): boolean {
    const token = this.ahead(by);
    return token.kind === 'mark' && token.text === mark;
  }

  /** Reads the mark if it is here. */
  skip(mark: string): boolean {
    const here = this.is(mark);
    if (here) this.index++;
    return here;
  }

  /** @throws SyntaxFault */
  expect(mark: string): void {
    if (!this.skip(mark)) throw this.fault(`expected '${mark}', found ${shownToken(this.token)}`);
  }

  /** How far the mark is that closes what opens here. */
  closing(open: string, close: string): number {
    let depth = 0;
    for (let by = 0; this.ahead(by).kind !== 'end'; by++) {
      if (this.is(open, by)) depth++;
      if (this.is(close, by) && --depth === 0) return by;
    }
    throw this.fault(`'${open}' is not closed`);
  }

  /** Reads what is one level deeper. @throws SyntaxFault when that is too deep */
  deeper<T>(read: () => T): T {
    if (this.depth >= limits.nesting)
      throw this.fault(`nested deeper than ${limits.nesting} levels`);
    this.depth++;
    try {
      return read();
    } finally {
      this.depth--;
    }
  }

  /** Reads tokens that are inside of one of these. */
  within(tokens: readonly Token[]): Cursor {
    return new Cursor(tokens, this.depth);
  }

  fault(message: string, at = this.at): SyntaxFault {
    return new SyntaxFault(message, at);
  }
}

export function shownToken(token: Token): string {
  if (token.kind === 'end') return 'the end';
  return token.kind === 'mark' || token.kind === 'identifier'
    ? `'${token.text}'`
    : `a ${token.kind}`;
}
