// SPDX-License-Identifier: Apache-2.0
import type { Cursor } from './cursor.ts';
import { literal } from './literal.ts';
import type { Literal } from './syntax.ts';

/** The literals up to the mark, which is taken too: each on its line, or behind a semicolon. */
export function bodyUntil(cursor: Cursor, end: string): Literal[] {
  return cursor.nested(() => {
    if (cursor.is(end)) cursor.fail('a body cannot be empty');
    const body: Literal[] = [];
    while (true) {
      body.push(literal(cursor));
      const parted = cursor.take(';');
      if (!parted && cursor.take(end)) return body;
      if (!parted && !cursor.token.broken) cursor.fail(`expected a line break, ; or ${end}`);
    }
  });
}
