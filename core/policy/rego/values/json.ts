// SPDX-License-Identifier: Apache-2.0
import { EvaluationFault } from '../faults.ts';
import { compareTexts } from './compare.ts';
import { numberText, numeric } from './numbers.ts';
import { isArray, isNumber, ObjectValue, SetValue, type Value } from './value.ts';

/**
 * The value that a JSON document is.
 * @throws EvaluationFault for what is no JSON
 */
export function fromJson(json: unknown, spend: (steps: number) => void): Value {
  spend(1);
  if (json === null || typeof json === 'string' || typeof json === 'boolean') return json;
  if (typeof json === 'number' || typeof json === 'bigint') return numeric(json);
  if (Array.isArray(json)) return json.map((each) => fromJson(each, spend));
  if (typeof json !== 'object') throw new EvaluationFault('the input is no JSON');
  return new ObjectValue(
    Object.entries(json).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, fromJson(value, spend)] as const],
    ),
  );
}

/** The value as JSON text, as Go writes it: keys sorted, a set as a sorted array, other keys as texts. */
export function toText(value: Value): string {
  if (typeof value === 'string') return quoted(value);
  if (isNumber(value)) return numberText(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (isArray(value)) return `[${value.map(toText).join(',')}]`;
  if (value instanceof SetValue) return `[${value.items().map(toText).join(',')}]`;
  const entries = value
    .entries()
    .map(([key, each]) => [typeof key === 'string' ? key : toText(key), toText(each)] as const)
    .sort(([one], [other]) => compareTexts(one, other));
  return `{${entries.map(([key, each]) => `${quoted(key)}:${each}`).join(',')}}`;
}

/** Go keeps what would end a script or a line of it out of JSON. */
const quoted = (text: string): string =>
  JSON.stringify(text.toWellFormed()).replaceAll(
    /[<>&\u2028\u2029]/g,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
