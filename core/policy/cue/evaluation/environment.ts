// SPDX-License-Identifier: Apache-2.0
import type { Clause, Expression } from '../language/syntax.ts';
import type { Vertex } from './vertex.ts';

/** What the names of a part of a policy mean where that part is evaluated. */
export class Environment {
  readonly up: Environment | undefined;
  /** The value whose struct the names are fields of. */
  readonly vertex: Vertex | undefined;
  readonly lets: ReadonlyMap<string, Expression>;
  readonly locals: ReadonlyMap<string, Vertex>;
  /** Whether it is the document's: that names nothing. */
  readonly documents: boolean;
  /** Values of expressions that are no field: of lets, and of what is computed on the way. */
  readonly aside = new Map<Expression, Vertex>();
  /** The environments that its comprehensions have opened, so that asking again means the same. */
  private readonly opened = new Map<Clause, Map<Vertex | undefined, Environment>>();

  constructor(
    up: Environment | undefined,
    vertex: Vertex | undefined,
    lets: ReadonlyMap<string, Expression> = new Map(),
    locals: ReadonlyMap<string, Vertex> = new Map(),
    documents = false,
  ) {
    this.up = up;
    this.vertex = vertex;
    this.lets = lets;
    this.locals = locals;
    this.documents = documents;
  }

  /** Where what follows a clause is evaluated, for what the clause has come to. */
  inside(clause: Clause, of: Vertex | undefined, names: () => Map<string, Vertex>): Environment {
    const known = this.opened.get(clause) ?? new Map<Vertex | undefined, Environment>();
    this.opened.set(clause, known);
    const environment = known.get(of) ?? new Environment(this, undefined, undefined, names());
    known.set(of, environment);
    return environment;
  }

  /** So many scopes out. */
  out(up: number): Environment {
    let environment: Environment = this;
    for (let left = up; left > 0 && environment.up !== undefined; left--)
      environment = environment.up;
    return environment;
  }
}
