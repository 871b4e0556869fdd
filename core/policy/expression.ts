// SPDX-License-Identifier: Apache-2.0
import { RE2JS } from 're2js';

/** The longest expression that is compiled, in characters. */
export const longestExpression = 2_000;

/** An expression that says whether it matches a whole text. */
export interface Expression {
  matches: (text: string) => boolean;
}

/**
 * Compiles an RE2 expression (linear in the length of the text) so that it matches whole texts only:
 * first alone, so that no parenthesis of its own can undo the anchors.
 * @throws Error with Go's wording, `error parsing regexp: …`
 */
export function compileExpression(pattern: string): Expression {
  if (pattern.length > longestExpression) {
    throw new Error(
      `error parsing regexp: expression is longer than ${longestExpression} characters`,
    );
  }
  RE2JS.compile(pattern);
  const anchored = RE2JS.compile(`^(?:${pattern})$`);
  return { matches: (text) => anchored.matches(text) };
}
