// SPDX-License-Identifier: Apache-2.0

/** Ends the command line with this exit code: all that was to be said has been said. */
export class Ended extends Error {
  override readonly name = 'Ended';
  readonly code: number;
  constructor(code: number) {
    super(`ended with ${code}`);
    this.code = code;
  }
}
