// SPDX-License-Identifier: Apache-2.0
import { CompileFault, type Place } from '../faults.ts';
import type { Literal, Term } from '../parse/syntax.ts';

/**
 * Which names are declared where, from the inside out. A name that a body declares means nothing else in
 * all of that body, and has its value only behind the declaration.
 */
export class Scope {
  readonly #names = new Map<string, string>();
  readonly #later: ReadonlySet<string>;
  readonly #seen = new Set<string>();
  readonly #outer: Scope | undefined;
  readonly #count: { declared: number };

  constructor(outer?: Scope, later: Iterable<string> = []) {
    this.#outer = outer;
    this.#later = new Set(later);
    this.#count = outer === undefined ? { declared: 0 } : outer.#count;
  }

  /** @throws CompileFault for a name that is declared here already, or stands further above */
  declare(name: string, at: Place): string {
    if (this.#names.has(name)) throw new CompileFault(`${name} is declared twice`, at);
    if (this.#seen.has(name)) throw new CompileFault(`${name} is used before it is declared`, at);
    this.#count.declared += 1;
    const unique = `${name}#${this.#count.declared}`;
    this.#names.set(name, unique);
    return unique;
  }
  /** A variable that only what was resolved knows of. */
  readonly fresh = (): string => {
    this.#count.declared += 1;
    return `#${this.#count.declared}`;
  };
  /** The variable that the name stands for, where it is declared. */
  find(name: string): string | undefined {
    const own = this.#names.get(name);
    if (own !== undefined) return own;
    if (!this.#later.has(name)) return this.#outer?.find(name);
    this.#seen.add(name);
    return name;
  }
  /** The scope of a body, in which nothing is declared yet. */
  enter(body: readonly Literal[]): Scope {
    return new Scope(
      this,
      body.flatMap(({ what }) => declaredBy(what)),
    );
  }
  /** Declares every variable of the patterns. */
  patterns(terms: readonly Term[], at: Place): void {
    for (const name of new Set(terms.flatMap(variables))) this.declare(name, at);
  }
}

function declaredBy(what: Literal['what']): string[] {
  if (what.kind === 'some') return what.names;
  if (what.kind === 'assign') return variables(what.left);
  if (what.kind !== 'some in') return [];
  return (what.key === undefined ? [what.value] : [what.key, what.value]).flatMap(variables);
}

/** The variables that a pattern binds; a wildcard needs no declaration. */
function variables(term: Term): string[] {
  if (term.kind === 'var') return term.name.startsWith('$') ? [] : [term.name];
  if (term.kind === 'array') return term.items.flatMap(variables);
  if (term.kind === 'object') return term.pairs.flatMap(([, value]) => variables(value));
  return [];
}
