// SPDX-License-Identifier: Apache-2.0

/** A policy in Rego or CUE, ready to be asked. */
export interface Rule {
  /**
   * What the rule says of a JSON document. It never throws: what cannot be evaluated (an error of the
   * rule, a limit that is reached) is not compliant, and says why.
   */
  evaluate: (input: unknown, now: Date) => Ruling;
}

/** Only what is compliant, and without a warning, passes. */
export interface Ruling {
  compliant: boolean;
  /** Why it is not compliant: sentences in upstream's words, without upstream's head. */
  errors: string[];
  /** What a compliant rule warns of; upstream fails for it, and so does this. */
  warnings: string[];
}

/** A rule that cannot be compiled, and where in its text: 1-based. */
export class RuleFault extends Error {
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(message: string, line?: number, column?: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}
