// SPDX-License-Identifier: Apache-2.0
import { type Position, SyntaxFault } from '../fault.ts';
import type { Binding, Declared, StructLiteral } from './syntax.ts';

/** What names mean in a part of a policy's text: first in itself, then in what is around it. */
export class Scope {
  private readonly around: Scope | undefined;
  private readonly names = new Map<string, Declared>();
  /** Lets and aliases that nothing has named yet: CUE has none of these. */
  private readonly unused = new Map<string, Position>();
  /** Lets come into being in the order of the text, so that none can hold itself. */
  private readonly later = new Set<string>();
  private held = false;
  /** Optional fields whose values are being read. */
  private readonly optional = new Set<string>();

  constructor(around: Scope | undefined) {
    this.around = around;
  }

  /** What a struct declares by identifiers. Quoted labels are not referred to by name. */
  declare(literal: StructLiteral): void {
    for (const each of literal.declarations) {
      if (each.kind === 'field') {
        const { label, identifier, alias, at } = each;
        if (identifier !== undefined) this.names.set(identifier, { of: 'field', label });
        if (alias !== undefined) this.add(alias, { of: 'field', label }, at);
      }
      if (each.kind === 'let') {
        this.add(each.name, { of: 'let', name: each.name }, each.at);
        this.later.add(each.name);
      }
    }
  }

  private add(name: string, binding: Declared, at: Position): void {
    if (this.names.has(name)) throw new SyntaxFault(`${name} is declared twice`, at);
    this.names.set(name, binding);
    this.unused.set(name, at);
  }

  local(name: string): void {
    this.names.set(name, { of: 'local', name });
  }

  /** Reads what a let holds: it may name no let that comes later, and not itself. */
  holding<T>(name: string, read: () => T): T {
    this.held = true;
    const value = read();
    this.held = false;
    this.later.delete(name);
    return value;
  }

  /** Reads what an optional field holds: it may not name the field, which may not be there. */
  holdingOptional<T>(name: string | undefined, read: () => T): T {
    if (name === undefined) return read();
    this.optional.add(name);
    const value = read();
    this.optional.delete(name);
    return value;
  }

  find(name: string, at: Position, up = 0): Binding | undefined {
    const found = this.names.get(name);
    if (found === undefined) return this.around?.find(name, at, up + 1);
    if (this.held && this.later.has(name)) {
      throw new SyntaxFault(`a let that names itself, or a later let, is not evaluated`, at);
    }
    if (this.optional.has(name)) {
      throw new SyntaxFault('an optional field that names itself is not evaluated', at);
    }
    this.unused.delete(name);
    return { ...found, up };
  }

  /** @throws SyntaxFault for a let or an alias that nothing names */
  end(): void {
    for (const [name, at] of this.unused) {
      throw new SyntaxFault(`unreferenced alias or let clause ${name}`, at);
    }
  }
}
