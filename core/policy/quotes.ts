// SPDX-License-Identifier: Apache-2.0
import type { Scalar } from 'yaml';

/** Quotation marks that word processors make of straight ones; YAML takes them for text. */
const open = '[\\u2018\\u201a\\u201b\\u201c\\u201e\\u201f\\u00ab]';
const close = '[\\u2019\\u201a\\u201b\\u201d\\u201e\\u201f\\u00bb]';
const quoted = new RegExp(`^${open}(.*)(?:${close}|${open})$`, 's');

/** The text between typographic quotes, if it stands between such. */
export const unquoted = (text: string): string | undefined => quoted.exec(text)?.[1];

/** One character of a text, by its offset, and what stands there instead. */
export type Replacement = readonly [offset: number, instead: string];

/**
 * What makes the text of a scalar mean what it means without its typographic quotes: straight ones
 * instead, so that no word is taken for a number and no star for an alias; none where the scalar has
 * straight quotes already. Empty where the value is not written as it is read (escapes).
 */
export function straightened(node: Scalar, value: string, whole: string): Replacement[] {
  const [from = 0, to = 0] = node.range ?? [];
  const at = whole.indexOf(value, from);
  if (at === -1 || at + value.length > to) return [];
  const inner = value.slice(1, -1);
  const straight = /["\\]/.test(inner) ? "'" : '"';
  const instead = node.type === 'PLAIN' ? straight : '';
  const doubled = [...inner.matchAll(/'/g)].map(({ index }) => [at + 1 + index, "''"] as const);
  return [[at, instead], [at + value.length - 1, instead], ...(instead === "'" ? doubled : [])];
}

/** The slice of the text with these characters replaced. */
export function replaced(
  whole: string,
  start: number,
  end: number,
  replacements: readonly Replacement[],
): string {
  let text = '';
  let from = start;
  for (const [offset, instead] of [...replacements].sort(([one], [other]) => one - other)) {
    text += whole.slice(from, offset) + instead;
    from = offset + 1;
  }
  return text + whole.slice(from, end);
}
