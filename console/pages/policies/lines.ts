// SPDX-License-Identifier: Apache-2.0

/** A line of a text, by its number; lines count from 1. */
export interface NumberedLine {
  number: number;
  text: string;
}

/** The lines with their numbers, which is all the name that a line has. */
export const numbered = (lines: string[]): NumberedLine[] =>
  lines.map((text, index) => ({ number: index + 1, text }));
