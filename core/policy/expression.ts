// SPDX-License-Identifier: Apache-2.0
import { RE2JS } from 're2js';

/** The longest expression that is compiled, in characters. */
export const longestExpression = 2_000;
/** The largest program that is run, in RE2 instructions: it bounds the time per character. */
export const largestProgram = 20_000;

/** An expression that says whether it matches a whole text, or a part of one. */
export interface Expression {
  matches: (text: string) => boolean;
  /** Whether any part of the text matches. */
  finds: (text: string) => boolean;
}

/**
 * Compiles an RE2 expression (linear in the length of the text) so that it matches whole texts only,
 * as `^(?:…)$` would. It is compiled alone and anchored by the engine, so that nothing in it (an
 * alternative, a parenthesis, an open `\Q`) can undo the anchors.
 * @throws Error with Go's wording, `error parsing regexp: …`
 */
export function compileExpression(pattern: string): Expression {
  const compiled = compileBounded(pattern);
  return {
    matches: (text) => compiled.matches(text),
    finds: (text) => compiled.matcher(text).find(),
  };
}

/**
 * Compiles an RE2 expression that is not too long, and whose program is not too large.
 * @throws Error with Go's wording, `error parsing regexp: …`
 */
export function compileBounded(pattern: string): RE2JS {
  if (pattern.length > longestExpression) {
    throw new Error(
      `error parsing regexp: expression is longer than ${longestExpression} characters`,
    );
  }
  const compiled = compile(pattern);
  if (compiled.programSize() > largestProgram) {
    throw new Error('error parsing regexp: expression too large');
  }
  return compiled;
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : 'error parsing regexp';
    // Go ends this sentence with what is left of the pattern: nothing, in back-quotes.
    throw new Error(message.replace(/end of expression$/, '$&: ``'), { cause });
  }
}
