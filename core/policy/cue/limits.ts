// SPDX-License-Identifier: Apache-2.0

/** What evaluating one policy in CUE may cost. Beyond any of these it denies. */
export const limits = {
  /** Of a policy's text, in UTF-16 units. */
  source: 65_536,
  /** How deep expressions nest in a policy's text. */
  nesting: 60,
  /** Steps of one evaluation: values made, conjuncts added, operations done. */
  steps: 300_000,
  /** How deep a value nests; also what stops definitions that hold themselves. */
  depth: 100,
  /** Of a text that is computed (interpolation, concatenation, strings.Join), in UTF-16 units. */
  text: 65_536,
  /** Of a number, in decimal digits: CUE itself rounds what is computed to 34. */
  digits: 34,
  /** How many values of one disjunction, or of several that meet in one field, are tried. */
  alternatives: 512,
} as const;
