// SPDX-License-Identifier: Apache-2.0
import type { Group } from '../compile/resolved.ts';
import { EvaluationFault } from '../faults.ts';
import { limits } from '../limits.ts';
import type { Value } from '../values/value.ts';

/** What is counted over a whole evaluation. */
export interface Budget {
  steps: number;
  depth: number;
}

/** The asking of rules about one input. */
export class Evaluation {
  readonly groups: ReadonlyMap<string, Group>;
  readonly input: Value | undefined;
  readonly now: Date;
  /** What rules gave, by their path and arguments: about one input they give one thing. */
  readonly known = new Map<string, Value | undefined>();
  readonly #budget: Budget;

  constructor(
    groups: ReadonlyMap<string, Group>,
    input: Value | undefined,
    now: Date,
    budget: Budget = { steps: 0, depth: 0 },
  ) {
    this.groups = groups;
    this.input = input;
    this.now = now;
    this.#budget = budget;
  }

  /** Counts steps. @throws EvaluationFault where they are too many */
  readonly spend = (steps: number): void => {
    this.#budget.steps += steps;
    if (this.#budget.steps > limits.steps)
      throw new EvaluationFault(`it takes more than ${limits.steps} steps`);
  };
  /** Runs one rule deeper. @throws EvaluationFault where rules ask each other too deeply */
  deeper<T>(run: () => T): T {
    this.#budget.depth += 1;
    if (this.#budget.depth > limits.depth)
      throw new EvaluationFault(`rules ask each other more than ${limits.depth} deep`);
    const found = run();
    this.#budget.depth -= 1;
    return found;
  }
  /** The same rules about another input, within the same budget. */
  about(input: Value | undefined): Evaluation {
    return new Evaluation(this.groups, input, this.now, this.#budget);
  }
}

/** The values of a rule's variables. */
export type Frame = Map<string, Value>;

/** What is done with each solution; true ends the search. */
export type Then<T> = (found: T) => boolean;
