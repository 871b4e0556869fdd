// SPDX-License-Identifier: Apache-2.0

/** Where something stands in a module: 1-based. */
export interface Place {
  line: number;
  column: number;
}

/** A module that cannot be compiled. */
export class CompileFault extends Error {
  readonly at: Place;

  constructor(message: string, at: Place) {
    super(message);
    this.at = at;
  }
}

/** An evaluation that cannot go on: a conflict, or a limit that is reached. Nothing is concluded from it. */
export class EvaluationFault extends Error {}

/** A built-in function that has no answer for what it was given: undefined, as in OPA. */
export class NoAnswer extends Error {}
