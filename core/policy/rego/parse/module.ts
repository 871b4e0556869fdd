// SPDX-License-Identifier: Apache-2.0
import { CompileFault } from '../faults.ts';
import { limits } from '../limits.ts';
import { Cursor, future } from './cursor.ts';
import { rulesOf } from './rule.ts';
import type { Import, Module, RuleSyntax } from './syntax.ts';
import { term } from './term.ts';

/**
 * Reads a module of Rego in the syntax of v0, with `future.keywords` and `rego.v1` where it imports them.
 * @throws CompileFault for what is none, with its place
 */
export function parseModule(text: string): Module {
  if (text.length > limits.module)
    throw new CompileFault(`it is longer than ${limits.module} characters`, { line: 1, column: 1 });
  const cursor = new Cursor(text);
  if (!cursor.is('package')) cursor.fail('expected a package');
  cursor.step();
  const module: Module = { package: pathOf(cursor), imports: [], rules: [], v1: false };
  while (cursor.token.kind !== 'end') {
    if (cursor.is('import')) imported(cursor, module);
    else module.rules.push(...rulesOf(cursor));
    // What follows a rule on its line is no rule of its own, but a mistake in this one.
    const { token } = cursor;
    if (token.kind !== 'end' && !token.broken && !cursor.take(';'))
      cursor.fail('expected a line break');
  }
  if (module.v1) module.rules.forEach(checkModern);
  return module;
}

/** `a.b.c`, of names alone. */
function pathOf(cursor: Cursor): string[] {
  const read = term(cursor);
  const [head, path] = read.kind === 'ref' ? [read.head, read.path] : [read, []];
  const names = path.map((each) => (each.kind === 'scalar' ? each.value : undefined));
  const texts = names.filter((each) => typeof each === 'string');
  if (head.kind !== 'var' || texts.length < names.length)
    throw new CompileFault('expected names with dots between them', read.at);
  return [head.name, ...texts];
}

function imported(cursor: Cursor, module: Module): void {
  const { at } = cursor.expect('import');
  const path = pathOf(cursor);
  const named = cursor.take('as') ? cursor.name().text : undefined;
  const [root = '', ...rest] = path;
  if (root === 'future' && rest[0] === 'keywords') {
    enable(cursor, rest.slice(1), { at, path, alias: named ?? '' });
  } else if (path.join('.') === 'rego.v1') {
    module.v1 = true;
    enable(cursor, [], { at, path, alias: '' });
  } else if (root === 'input' || root === 'data') {
    const alias = named ?? path.at(-1) ?? '';
    module.imports.push({ at, path, alias });
  } else throw new CompileFault(`nothing of ${path.join('.')} can be imported`, at);
}

function enable(cursor: Cursor, names: string[], { at, path, alias }: Import): void {
  const known = names.length === 0 ? future : future.filter((each) => each === names[0]);
  if (known.length === 0 || names.length > 1 || alias !== '')
    throw new CompileFault(`nothing of ${path.join('.')} can be imported so`, at);
  for (const each of known) cursor.enable(each);
  // `every` is written with `in`.
  if (names[0] === 'every') cursor.enable('in');
}

function checkModern(rule: RuleSyntax): void {
  const { at, modern, key, body, otherwise } = rule;
  const missing = key !== undefined && !modern && body.length === 0 ? 'contains' : 'if';
  if (!modern) throw new CompileFault(`with rego.v1, \`${missing}\` has to stand here`, at);
  if (otherwise !== undefined) checkModern(otherwise);
}
