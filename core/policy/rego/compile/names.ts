// SPDX-License-Identifier: Apache-2.0
import type { Module, RuleSyntax, Term } from '../parse/syntax.ts';

/** What the names of a module stand for, where nothing is declared under them. */
export interface Names {
  /** The path that an imported name stands for, from `input` or `data` on. */
  imports: ReadonlyMap<string, string[]>;
  /** The paths of all rules, below the package. */
  rules: ReadonlySet<string>;
  /** The first names of those. */
  heads: ReadonlySet<string>;
  package: string[];
}

/** The names of a rule that do not vary: its own, and the constant ones behind it. */
export function fixedPath({ name, path }: Pick<RuleSyntax, 'name' | 'path'>): string[] {
  const varying = path.findIndex((each) => textOf(each) === undefined);
  const fixed = varying < 0 ? path : path.slice(0, varying);
  return [name, ...fixed.flatMap((each) => textOf(each) ?? [])];
}

export const textOf = (term: Term): string | undefined =>
  term.kind === 'scalar' && typeof term.value === 'string' ? term.value : undefined;

/** A path as a name: its parts are told apart by what no name holds. */
export const pathKey = (path: readonly string[]): string => path.join('\0');

export function namesOf(module: Module, paths: Iterable<string>): Names {
  return {
    imports: new Map(module.imports.map(({ alias, path }) => [alias, path])),
    rules: new Set(paths),
    heads: new Set(module.rules.map(({ name }) => name)),
    package: module.package,
  };
}
