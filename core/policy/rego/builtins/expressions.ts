// SPDX-License-Identifier: Apache-2.0
import type { Matcher, RE2JS } from 're2js';
import { compileBounded } from '../../expression.ts';
import { EvaluationFault, NoAnswer } from '../faults.ts';
import { typeName, type Value } from '../values/value.ts';
import { type Asking, type Builtin, builtin, perhapsText, text, whole } from './builtin.ts';
import { fits } from './strings.ts';

/** @throws NoAnswer for what is no expression of RE2, or too large a one */
function compiled(pattern: string, value: string, { spend }: Asking): RE2JS {
  // A text takes time in proportion to its length, and a program to be made in proportion to its own.
  spend(1 + Math.floor(value.length / 4));
  try {
    const made = compileBounded(pattern);
    spend(made.programSize());
    return made;
  } catch (error) {
    if (error instanceof EvaluationFault) throw error;

    throw new NoAnswer(error instanceof Error ? error.message : 'no expression', { cause: error });
  }
}

interface Found {
  start: number;
  end: number;
  group: (name: number | string) => string;
}

/** Every match from the left, as Go finds them: an empty one right behind another is none. */
function* found(expression: RE2JS, value: string): Generator<Found> {
  const matcher: Matcher = expression.matcher(value);
  let last = -1;
  while (matcher.find()) {
    const [start, end] = [matcher.start(), matcher.end()];
    if (start === end && start === last) continue;
    last = end;
    yield { start, end, group: (name) => matcher.group(name) ?? '' };
  }
}

function firstOf<T>(all: Iterable<T>, count: number): T[] {
  const taken: T[] = [];
  if (count === 0) return taken;
  for (const each of all) {
    taken.push(each);
    if (taken.length === count) break;
  }
  return taken;
}

function split(expression: RE2JS, value: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of found(expression, value)) {
    if (end === 0) continue;
    parts.push(value.slice(from, start));
    from = end;
  }
  if (value === '') return [''];
  // An empty match at the end separates nothing, as in Go.
  return from === value.length && parts.length > 0 && endsEmpty(expression, value)
    ? parts
    : [...parts, value.slice(from)];
}

const endsEmpty = (expression: RE2JS, value: string): boolean => {
  const last = [...found(expression, value)].at(-1);
  return last !== undefined && last.start === last.end && last.end === value.length;
};

const template = /\$(?:\$|\{(\w+)\}|(\w+))/g;

function replace(expression: RE2JS, value: string, by: string): string {
  const count = expression.groupCount();
  const names = new Set(Object.keys(expression.namedGroups()));
  let made = '';
  let from = 0;
  for (const { start, end, group } of found(expression, value)) {
    const filled = by.replaceAll(template, (_whole: string, braced?: string, bare?: string) => {
      const name = braced ?? bare;
      if (name === undefined) return '$';
      if (/^\d+$/.test(name)) return Number(name) <= count ? group(Number(name)) : '';
      return names.has(name) ? group(name) : '';
    });
    made += value.slice(from, start) + filled;
    fits(made.length);
    from = end;
  }
  return made + value.slice(from);
}

const matches = builtin([text, text], ([pattern, value], asking) => {
  return compiled(pattern, value, asking).matcher(value).find();
});

const isValid = (pattern: Value): boolean => {
  if (typeName(pattern) !== 'string') return false;
  try {
    compileBounded(text.take(pattern));
    return true;
  } catch {
    return false;
  }
};

/** Functions over expressions of RE2, whose time is linear in the text. */
export const expressions: Record<string, Builtin> = {
  'regex.match': matches,
  re_match: matches,
  'regex.is_valid': builtin([perhapsText], ([pattern]) => isValid(pattern)),
  'regex.replace': builtin([text, text, text], ([value, pattern, by], asking) => {
    return replace(compiled(pattern, value, asking), value, by);
  }),
  'regex.split': builtin([text, text], ([pattern, value], asking) => {
    return split(compiled(pattern, value, asking), value);
  }),
  'regex.find_n': builtin([text, text, whole], ([pattern, value, count], asking) => {
    const all = found(compiled(pattern, value, asking), value);
    return firstOf(all, count).map(({ start, end }) => value.slice(start, end));
  }),
  'regex.find_all_string_submatch_n': builtin(
    [text, text, whole],
    ([pattern, value, count], asking) => {
      const expression = compiled(pattern, value, asking);
      const groups = Array.from({ length: expression.groupCount() + 1 }, (_, index) => index);
      const all = (function* () {
        for (const { group } of found(expression, value)) yield groups.map((each) => group(each));
      })();
      return firstOf(all, count);
    },
  ),
};
