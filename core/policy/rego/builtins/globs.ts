// SPDX-License-Identifier: Apache-2.0
import { compileBounded } from '../../expression.ts';
import { EvaluationFault, NoAnswer } from '../faults.ts';
import { isArray, type Value } from '../values/value.ts';
import { type Builtin, builtin, type Taker, text, textsOf } from './builtin.ts';

const separators: Taker<string[]> = {
  types: ['null', 'array'],
  take: (value: Value) => {
    if (value === null) return [];
    if (!isArray(value)) throw new NoAnswer('delimiters must be an array or null');
    const found = textsOf(value);
    if (found.some((each) => [...each].length !== 1))
      throw new NoAnswer('a delimiter must be one character');
    return found.length === 0 ? ['.'] : found;
  },
};

const quoted = (each: string): string => each.replaceAll(/[\\^$.|?*+()[\]{}-]/g, '\\$&');

/** The glob as an expression: a star stops at separators, two do not. */
function expression(glob: string, between: readonly string[]): string {
  const inside = between.length === 0 ? '(?s:.)' : `[^${between.map(quoted).join('')}]`;
  let made = '';
  let open = 0;
  const part = /\*\*+|\*|\?|\\(.)|\[(!?)((?:\\.|[^\]\\])+)\]|./gsu;
  for (const [whole, escaped, negated, listed] of glob.matchAll(part)) {
    if (escaped !== undefined) made += quoted(escaped);
    else if (listed !== undefined) made += `[${negated === '!' ? '^' : ''}${characters(listed)}]`;
    else if (whole.startsWith('**')) made += '(?s:.)*';
    else if (whole === '*') made += `${inside}*`;
    else if (whole === '?') made += inside;
    else if (whole === '{') {
      open += 1;
      made += '(?:';
    } else if (whole === '}' && open > 0) {
      open -= 1;
      made += ')';
    } else made += whole === ',' && open > 0 ? '|' : quoted(whole);
  }
  if (open > 0 || /(^|[^\\])\[[^\]]*$/.test(glob)) throw new NoAnswer('the glob does not end');
  return made;
}

const characters = (listed: string): string => {
  const range = /^(.)-(.)$/su.exec(listed);
  return range === null ? quoted(listed) : `${quoted(range[1] ?? '')}-${quoted(range[2] ?? '')}`;
};

/** Globs, as gobwas/glob reads them. */
export const globs: Record<string, Builtin> = {
  'glob.match': builtin([text, separators, text], ([glob, between, value], { spend }) => {
    spend(1 + Math.floor(value.length / 4));
    try {
      const made = compileBounded(expression(glob, between));
      spend(glob.length);
      return made.matches(value);
    } catch (error) {
      if (error instanceof NoAnswer || error instanceof EvaluationFault) throw error;
      throw new NoAnswer('no glob', { cause: error });
    }
  }),
  'glob.quote_meta': builtin([text], ([value]) => value.replaceAll(/[*?\\[\]{}]/g, '\\$&')),
};
