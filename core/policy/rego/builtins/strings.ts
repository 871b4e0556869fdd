// SPDX-License-Identifier: Apache-2.0
import { EvaluationFault, NoAnswer } from '../faults.ts';
import { limits } from '../limits.ts';
import { isArray, type ObjectValue, SetValue, typeName, type Value } from '../values/value.ts';
import {
  type Builtin,
  builtin,
  list,
  numeral,
  object,
  perSize,
  type Taker,
  text,
  textsOf,
  whole,
} from './builtin.ts';

/** Character by character, as Go does: what would become several stays. */
const mapped = (value: string, how: (each: string) => string): string => {
  if (!/[^\p{ASCII}]/u.test(value)) return how(value);
  return Array.from(value, (each) => {
    const found = how(each);
    return [...found].length === 1 ? found : each;
  }).join('');
};

/** @throws EvaluationFault where the text would be too long */
export function fits(length: number): void {
  if (length > limits.size) throw new EvaluationFault(`a text is longer than ${limits.size}`);
}

export function replaceAll(value: string, old: string, by: string): string {
  const pieces = value.split(old);
  fits(value.length + pieces.length * by.length);
  if (old === '') return `${by}${Array.from(value, (each) => each + by).join('')}`;
  return pieces.join(by);
}

const trimmed = (value: string, cut: (each: string) => boolean, left: boolean, right: boolean) => {
  const all = [...value];
  let from = 0;
  let to = all.length;
  while (left && from < to && cut(all[from] ?? '')) from += 1;
  while (right && to > from && cut(all[to - 1] ?? '')) to -= 1;
  return all.slice(from, to).join('');
};
const trimming = (left: boolean, right: boolean): Builtin =>
  builtin([text, text], ([value, cutset]) =>
    trimmed(value, (each) => [...cutset].includes(each), left, right),
  );

function indexes(value: string, search: string): number[] {
  if (search === '') throw new NoAnswer('empty search character');
  const found: number[] = [];
  for (let at = value.indexOf(search); at >= 0; at = value.indexOf(search, at + 1)) found.push(at);
  let counted = 0;
  let runes = 0;
  return found.map((at) => {
    runes += [...value.slice(counted, at)].length;
    counted = at;
    return runes;
  });
}

function substring(value: string, start: number, length: number): string {
  if (start < 0) throw new NoAnswer('negative offset');
  const all = [...value];
  return all.slice(start, length < 0 ? all.length : start + length).join('');
}

const textOrTexts: Taker<string[]> = {
  types: ['string', 'array', 'set'],
  take: (value: Value) => {
    if (typeof value === 'string') return [value];
    if (isArray(value) || value instanceof SetValue) return textsOf(value);
    throw new NoAnswer(`${typeName(value)} holds no texts`);
  },
};

const anyMatch = (how: (value: string, part: string) => boolean): Builtin =>
  builtin([textOrTexts, textOrTexts], ([values, parts], { spend }) => {
    spend(perSize(values.length * parts.length));
    return values.some((value) => parts.some((part) => how(value, part)));
  });

/** Go's replacer: at each place the first of the pairs that fits, from the left. */
function replaceMany(patterns: ObjectValue, value: string, spend: (steps: number) => void): string {
  const pairs = patterns.entries().map(([old, by]) => [text.take(old), text.take(by)] as const);
  let made = '';
  for (let at = 0; at <= value.length; ) {
    spend(1 + pairs.length);
    const pair = pairs.find(([old]) => value.startsWith(old, at));
    const [old = '', by = ''] = pair ?? [];
    const step = old === '' ? value.slice(at, at + 1) : '';
    made += pair === undefined ? step : `${by}${step}`;
    fits(made.length);
    at += Math.max(1, old.length);
  }
  return made;
}

/** Functions over texts; characters are code points. */
export const strings: Record<string, Builtin> = {
  concat: builtin([text, list], ([between, parts]) => {
    const texts = textsOf(parts);
    fits(texts.reduce((sum, each) => sum + each.length + between.length, 0));
    return texts.join(between);
  }),
  contains: builtin([text, text], ([value, part]) => value.includes(part)),
  startswith: builtin([text, text], ([value, part]) => value.startsWith(part)),
  endswith: builtin([text, text], ([value, part]) => value.endsWith(part)),
  lower: builtin([text], ([value]) =>
    // One letter alone becomes two: the capital I with a dot.
    mapped(value, (each) => (each === '\u0130' ? 'i' : each.toLowerCase())),
  ),
  upper: builtin([text], ([value]) => mapped(value, (each) => each.toUpperCase())),
  split: builtin([text, text], ([value, by]) => (by === '' ? [...value] : value.split(by))),
  replace: builtin([text, text, text], ([value, old, by]) => replaceAll(value, old, by)),
  trim: trimming(true, true),
  trim_left: trimming(true, false),
  trim_right: trimming(false, true),
  trim_prefix: builtin([text, text], ([value, part]) =>
    value.startsWith(part) ? value.slice(part.length) : value,
  ),
  trim_suffix: builtin([text, text], ([value, part]) =>
    part !== '' && value.endsWith(part) ? value.slice(0, -part.length) : value,
  ),
  trim_space: builtin([text], ([value]) =>
    trimmed(value, (each) => /[\p{White_Space}]/u.test(each), true, true),
  ),
  format_int: builtin([numeral, numeral], ([value, base]) => {
    if (![2, 8, 10, 16].includes(Number(base))) throw new NoAnswer('base must be 2, 8, 10 or 16');
    const integer = typeof value === 'bigint' ? value : BigInt(Math.trunc(value));
    return integer.toString(Number(base));
  }),
  substring: builtin([text, whole, whole], ([value, start, length]) =>
    substring(value, start, length),
  ),
  indexof: builtin([text, text], ([value, search]) => indexes(value, search)[0] ?? -1),
  indexof_n: builtin([text, text], ([value, search]) => indexes(value, search)),
  'strings.any_prefix_match': anyMatch((value, part) => value.startsWith(part)),
  'strings.any_suffix_match': anyMatch((value, part) => value.endsWith(part)),
  'strings.count': builtin([text, text], ([value, part]) =>
    part === '' ? [...value].length + 1 : value.split(part).length - 1,
  ),
  'strings.reverse': builtin([text], ([value]) => [...value].reverse().join('')),
  'strings.replace_n': builtin([object, text], ([patterns, value], { spend }) =>
    replaceMany(patterns, value, spend),
  ),
};
