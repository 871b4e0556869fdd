// SPDX-License-Identifier: Apache-2.0

import { SyntaxFault } from '../fault.ts';
import { limits } from '../limits.ts';
import { Cursor, shownToken } from './cursor.ts';
import { parseIdentifier } from './parse-comprehension.ts';
import { parseDeclaration } from './parse-struct.ts';
import { scan } from './scan.ts';
import type { StructLiteral } from './syntax.ts';

/** A policy's text: what it imports, by the name that it uses, and the struct that it is. */
export interface File {
  imports: Map<string, string>;
  body: StructLiteral;
}

/** @throws SyntaxFault | Refusal */
export function parseFile(text: string): File {
  if (text.length > limits.source) {
    throw new SyntaxFault(`longer than ${limits.source} characters`, { line: 1, column: 1 });
  }
  const cursor = new Cursor(scan(text));
  const { at } = cursor;
  if (word(cursor) === 'package' && !cursor.is(':', 1)) {
    cursor.next();
    parseIdentifier(cursor);
    endDeclaration(cursor);
  }
  const imports = new Map<string, string>();
  while (word(cursor) === 'import' && !cursor.is(':', 1)) {
    cursor.next();
    if (cursor.skip('(')) {
      while (!cursor.skip(')')) {
        parseImport(cursor, imports);
        if (!cursor.is(')')) cursor.expect(',');
      }
    } else parseImport(cursor, imports);
    endDeclaration(cursor);
  }
  const declarations = [];
  while (cursor.token.kind !== 'end') {
    declarations.push(parseDeclaration(cursor));
    endDeclaration(cursor);
  }
  return { imports, body: { kind: 'struct', declarations, at } };
}

const word = (cursor: Cursor): string | undefined =>
  cursor.token.kind === 'identifier' ? cursor.token.text : undefined;

function endDeclaration(cursor: Cursor): void {
  if (cursor.token.kind !== 'end') cursor.expect(',');
}

/** The packages of which some functions are evaluated. */
export const packages: ReadonlySet<string> = new Set([
  'list',
  'math',
  'net',
  'regexp',
  'strings',
  'struct',
  'time',
]);

function parseImport(cursor: Cursor, imports: Map<string, string>): void {
  const name = cursor.token.kind === 'identifier' ? parseIdentifier(cursor) : undefined;
  const token = cursor.next();
  if (token.kind !== 'text')
    throw cursor.fault(`expected a package, found ${shownToken(token)}`, token.at);
  if (!packages.has(token.value)) {
    throw cursor.fault(`package ${JSON.stringify(token.value)} is not evaluated`, token.at);
  }
  if (imports.has(name ?? token.value)) throw cursor.fault('imported twice', token.at);
  imports.set(name ?? token.value, token.value);
}
