// SPDX-License-Identifier: Apache-2.0
import { Refusal } from '../fault.ts';
import { limits } from '../limits.ts';
import { integerOf } from '../values/decimal.ts';
import { kinds } from '../values/kinds.ts';
import { bool, int, text } from '../values/scalar.ts';
import { asked, ofTexts } from './given.ts';
import { type Builtin, fault } from './known.ts';

/** Of package "strings". */
export const strings: Record<string, Builtin> = {
  'strings.HasPrefix': asked(2, (of = '', prefix = '') => of.startsWith(prefix)),
  'strings.HasSuffix': asked(2, (of = '', suffix = '') => of.endsWith(suffix)),
  'strings.Contains': asked(2, (of = '', part = '') => of.includes(part)),
  'strings.ContainsAny': asked(2, (of = '', any = '') => {
    const characters = new Set(any);
    return [...of].some((each) => characters.has(each));
  }),
  'strings.MinRunes': runes((count, limit) => count >= limit),
  'strings.MaxRunes': runes((count, limit) => count <= limit),
  'strings.ToLower': ofTexts(1, (of = '') => text(ascii(of).toLowerCase())),
  'strings.ToUpper': ofTexts(1, (of = '') => text(ascii(of).toUpperCase())),
  'strings.TrimSpace': ofTexts(1, (of = '') => text(ascii(of).trim())),
  'strings.TrimPrefix': ofTexts(2, (of = '', prefix = '') =>
    text(of.startsWith(prefix) ? of.slice(prefix.length) : of),
  ),
  'strings.TrimSuffix': ofTexts(2, (of = '', suffix = '') =>
    text(of.endsWith(suffix) ? of.slice(0, of.length - suffix.length) : of),
  ),
  'strings.Count': ofTexts(2, (of = '', part = '') =>
    int(BigInt(of.split(separator(part)).length - 1)),
  ),
  'strings.Split': ofTexts(2, (of = '', part = '') => ({
    kind: 'list',
    items: of.split(separator(part)).map(text),
  })),
  'strings.Join': {
    parameters: 2,
    takes: [kinds.list, kinds.string],
    validates: 0,
    run: ([list, between]) => {
      if (list?.kind !== 'list' || between?.kind !== 'string')
        return fault('wants a list and a string');
      const parts: string[] = [];
      for (const item of list.items) {
        if (item === undefined) return undefined;
        if (item.kind !== 'string') return fault(`cannot use ${item.kind} as string`);
        parts.push(item.value);
      }
      const joined = parts.join(between.value);
      if (joined.length > limits.text) throw new Refusal('the joined text is too long');
      return text(joined);
    },
  },
};

/** Go and JavaScript differ over other letters' cases and over what is a space. */
function ascii(of: string): string {
  if (/[^\t-\r -~]/.test(of))
    throw new Refusal('only ASCII is trimmed, or turned into other cases');
  return of;
}

function separator(part: string): string {
  if (part === '') throw new Refusal('splitting at an empty text is not evaluated');
  return part;
}

function runes(holds: (count: number, limit: number) => boolean): Builtin {
  return {
    parameters: 2,
    takes: [kinds.string, kinds.int],
    validates: kinds.string,
    run: ([of, limit]) => {
      const whole = limit?.kind === 'int' ? integerOf(limit.value) : undefined;
      if (of?.kind !== 'string' || whole === undefined) return fault('wants a string and an int');
      return bool(holds([...of.value].length, Number(whole)));
    },
  };
}
