// SPDX-License-Identifier: Apache-2.0
import { CompileFault } from '../faults.ts';
import type { Term } from '../parse/syntax.ts';
import { type Names, pathKey, textOf } from './names.ts';
import type { Expr } from './resolved.ts';

/** What a name that nothing declares stands for, and how many of the terms behind it that takes in. */
export interface Referred {
  expr: Expr;
  taken: number;
}

/**
 * The document that a global name refers to: the input, rules, or what there is not. Undefined for a
 * name that is none, and so a variable.
 * @throws CompileFault for a reference to everything, which would hold the rule that asks
 */
export function refer(
  name: string,
  behind: readonly Term[],
  names: Names,
  term: Term,
): Referred | undefined {
  const texts: string[] = [];
  for (const each of behind) {
    const text = textOf(each);
    if (text === undefined) break;
    texts.push(text);
  }
  const imported = names.imports.get(name);
  if (names.heads.has(name)) return ofRules([name, ...texts], 1, names);
  if (imported !== undefined)
    return absolute([...imported, ...texts], imported.length, names, term);
  if (name !== 'input' && name !== 'data') return undefined;
  return absolute([name, ...texts], 1, names, term);
}

function absolute(path: string[], given: number, names: Names, term: Term): Referred {
  const own = ['data', ...names.package];
  if (path[0] === 'input') return ofInput(path, given, term);
  const apart = own.findIndex((each, index) => path[index] !== each);
  if (apart >= path.length) throw new CompileFault('it asks for all of data: recursion', term.at);
  if (apart >= 0) return { expr: { kind: 'nothing' }, taken: path.length - given };
  if (path.length === own.length)
    throw new CompileFault('it asks for its package: recursion', term.at);
  const found = ofRules(path.slice(own.length), 0, names);
  return { expr: found.expr, taken: found.taken + own.length - given };
}

/** An imported name may stand for something deep in the input. */
function ofInput(path: string[], given: number, _term: Term): Referred {
  const inside = path.slice(1, given);
  if (inside.length === 0) return { expr: { kind: 'input' }, taken: 0 };
  const keys = inside.map((value): Expr => ({ kind: 'constant', value }));
  return { expr: { kind: 'ref', head: { kind: 'input' }, path: keys }, taken: 0 };
}

/** The rules with the longest path that begins this one; or all those below it. */
function ofRules(path: string[], given: number, { rules }: Names): Referred {
  for (let length = path.length; length > 0; length -= 1) {
    const key = pathKey(path.slice(0, length));
    if (rules.has(key)) return { expr: { kind: 'rules', path: key }, taken: length - given };
  }
  const whole = pathKey(path);
  const below = [...rules].some((each) => each.startsWith(`${whole}\0`));
  const expr: Expr = below ? { kind: 'rules', path: whole } : { kind: 'nothing' };
  return { expr, taken: path.length - given };
}
