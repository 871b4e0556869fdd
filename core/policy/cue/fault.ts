// SPDX-License-Identifier: Apache-2.0

/** Where in a policy's text something is, both from 1. */
export interface Position {
  line: number;
  column: number;
}

/** A policy that is not CUE, or not the part of it that is evaluated here. */
export class SyntaxFault extends Error {
  readonly at: Position;

  constructor(message: string, at: Position) {
    super(message);
    this.at = at;
  }
}

/** The evaluation ends without a verdict, because it costs too much or what is asked is not known: it denies. */
export class Refusal extends Error {}
