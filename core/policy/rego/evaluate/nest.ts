// SPDX-License-Identifier: Apache-2.0
import { EvaluationFault } from '../faults.ts';
import { keyOf } from '../values/key.ts';
import { ObjectValue, SetValue, type Value } from '../values/value.ts';
import { weigh } from '../values/weigh.ts';
import { equal } from './unify.ts';

/** What lies at a path of an object that rules make: a value, or an element of a set. */
export type Leaf = { value: Value } | { item: Value };

/** An object in the making: rules give what lies in it, one by one. */
export class Nest {
  readonly #inside = new Map<string, { key: Value; held: Nest | { value: Value } | Value[] }>();

  /** @throws EvaluationFault where something else lies there */
  put(path: readonly Value[], leaf: Leaf, spend: (steps: number) => void): void {
    const [key, ...rest] = path;
    if (key === undefined) throw new EvaluationFault('object keys must be unique');
    weigh(key, spend);
    spend(1);
    const name = keyOf(key);
    const held = this.#inside.get(name)?.held;
    if (rest.length > 0) {
      const nest = held ?? new Nest();
      if (!(nest instanceof Nest)) throw new EvaluationFault('object keys must be unique');
      this.#inside.set(name, { key, held: nest });
      nest.put(rest, leaf, spend);
    } else if ('item' in leaf) {
      const items = held ?? [];
      if (!Array.isArray(items)) throw new EvaluationFault('object keys must be unique');
      items.push(leaf.item);
      this.#inside.set(name, { key, held: items });
    } else if (held === undefined) {
      this.#inside.set(name, { key, held: leaf });
    } else if (
      !('value' in held) ||
      held instanceof Nest ||
      !equal(held.value, leaf.value, spend)
    ) {
      throw new EvaluationFault('object keys must be unique');
    }
  }

  value(): Value {
    return new ObjectValue(
      [...this.#inside.values()].map(({ key, held }) => {
        if (held instanceof Nest) return [key, held.value()];
        return Array.isArray(held) ? [key, new SetValue(held)] : [key, held.value];
      }),
    );
  }
}
