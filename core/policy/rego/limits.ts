// SPDX-License-Identifier: Apache-2.0

/**
 * The most of everything that a rule may be and may take: well above what policies need, and low enough
 * that nobody keeps a webhook busy by writing a rule, or by attesting something for it to read.
 */
export const limits = {
  /** Characters of a module. */
  module: 100_000,
  /** How deep terms and bodies may stand in each other. */
  nesting: 60,
  /** Steps of the parser, which tries some readings again. */
  parsing: 1_000_000,
  /** Steps of an evaluation: a literal, an element looked at, a rule asked, some characters of a text. */
  steps: 2_000_000,
  /** How deep rules may ask each other. */
  depth: 200,
  /** Characters of a text, and elements of a collection, that an evaluation makes. */
  size: 4_000_000,
  /** Bits of a number. */
  bits: 4_096,
  /** Characters of an error or a warning that are told. */
  told: 1_000,
  /** Errors that are told of one rule. */
  errors: 5,
} as const;
