// SPDX-License-Identifier: Apache-2.0
import { EvaluationFault, NoAnswer } from '../faults.ts';
import { limits } from '../limits.ts';
import { fromJson, toText } from '../values/json.ts';
import { readNumber } from '../values/numbers.ts';
import { isArray, ObjectValue, SetValue, type Value } from '../values/value.ts';
import { weigh } from '../values/weigh.ts';
import { type Asking, any, type Builtin, builtin, perhapsText, text } from './builtin.ts';

/** Large integers stay as they are written, where the engine says how that is. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json, (_key, value: unknown, context?: { source?: string }) =>
      typeof value === 'number' && !Number.isSafeInteger(value) && context?.source !== undefined
        ? readNumber(context.source)
        : value,
    );
  } catch (error) {
    if (error instanceof EvaluationFault) throw error;
    throw new NoAnswer('it is no JSON', { cause: error });
  }
}

const isValid = (value: Value): boolean => {
  if (typeof value !== 'string') return false;
  try {
    parsed(value);
    return true;
  } catch (error) {
    return error instanceof EvaluationFault;
  }
};

/** The value and all in it, each with the path to it. */
function walked(value: Value, path: readonly Value[], into: Value[], asking: Asking): Value[] {
  asking.spend(1 + path.length);
  into.push([path, value]);
  if (into.length > limits.size) throw new EvaluationFault('it is too large to be walked');
  const inside: Iterable<readonly [Value, Value]> = isArray(value)
    ? value.entries()
    : value instanceof ObjectValue
      ? value.entries()
      : value instanceof SetValue
        ? value.items().map((each) => [each, each] as const)
        : [];
  for (const [key, each] of inside) walked(each, [...path, key], into, asking);
  return into;
}

/** Functions over JSON: as text, and as a tree. */
export const documents: Record<string, Builtin> = {
  'json.marshal': builtin([any], ([value], { spend }) => {
    weigh(value, spend);
    return toText(value);
  }),
  'json.unmarshal': builtin([text], ([json], { spend }) => fromJson(parsed(json), spend)),
  'json.is_valid': builtin([perhapsText], ([value]) => isValid(value)),
  walk: { ...builtin([any], ([value], asking) => walked(value, [], [], asking)), many: true },
};
