// SPDX-License-Identifier: Apache-2.0
import { CompileFault, type Place } from '../faults.ts';
import { limits } from '../limits.ts';
import { type Token, tokens } from './lexer.ts';

const reserved = ['as', 'default', 'else', 'false', 'import', 'package', 'not', 'null', 'true'];
const always = new Set([...reserved, 'with', 'some']);
export const future = ['in', 'every', 'contains', 'if'] as const;

/** Goes through the tokens of a module, and back where another reading has to be tried. */
export class Cursor {
  readonly #tokens: readonly Token[];
  readonly #keywords = new Set<string>(always);
  #at = 0;
  #steps = 0;
  #depth = 0;
  #wildcards = 0;

  constructor(module: string) {
    this.#tokens = tokens(module);
  }

  get token(): Token {
    const token = this.#tokens[this.#at] ?? this.#tokens.at(-1);
    if (token === undefined) throw new CompileFault('the module is empty', { line: 1, column: 1 });
    return token;
  }
  get at(): Place {
    return this.token.at;
  }
  /** Moves on. @throws CompileFault where too much has been tried */
  step(): Token {
    const { token } = this;
    this.#steps += 1;
    if (this.#steps > limits.parsing) throw new CompileFault('it is too complicated', token.at);
    if (token.kind !== 'end') this.#at += 1;
    return token;
  }
  save(): number {
    return this.#at;
  }
  restore(at: number): void {
    this.#at = at;
  }

  enable(keyword: string): void {
    this.#keywords.add(keyword);
  }
  isKeyword(name: string): boolean {
    return this.#keywords.has(name);
  }
  /** Whether the mark, or the keyword, stands here. */
  is(text: string): boolean {
    const { kind, text: own } = this.token;
    return own === text && (kind === 'mark' || (kind === 'name' && this.#keywords.has(own)));
  }
  take(text: string): boolean {
    if (!this.is(text)) return false;
    this.step();
    return true;
  }
  expect(text: string): Token {
    if (!this.is(text)) this.fail(`expected ${text}`);
    return this.step();
  }
  /** A name that is no keyword. */
  isName(): boolean {
    return this.token.kind === 'name' && !this.#keywords.has(this.token.text);
  }
  name(): Token {
    if (!this.isName()) this.fail('expected a name');
    return this.step();
  }
  /** A variable that nothing else is called. */
  wildcard(): string {
    this.#wildcards += 1;
    return `$${this.#wildcards}`;
  }

  /** @throws CompileFault that says what stands here */
  fail(message: string): never {
    const { text, at, kind } = this.token;
    const found = kind === 'string' ? 'a string' : kind === 'end' ? text : `"${text}"`;
    throw new CompileFault(`${message}, found ${found}`, at);
  }
  /** Runs one level deeper. @throws CompileFault where it is nested too deeply */
  nested<T>(run: () => T): T {
    this.#depth += 1;
    if (this.#depth > limits.nesting) throw new CompileFault('it is nested too deeply', this.at);
    try {
      return run();
    } finally {
      this.#depth -= 1;
    }
  }
  /** What the reading gives, or nothing, and everything as it was, where it cannot be read so. */
  attempt<T>(read: () => T | undefined): T | undefined {
    const at = this.save();
    try {
      const found = read();
      if (found === undefined) this.restore(at);
      return found;
    } catch (error) {
      if (!(error instanceof CompileFault)) throw error;
      this.restore(at);
      return undefined;
    }
  }
}
