// SPDX-License-Identifier: Apache-2.0

/** What the title of a test ends with that costs somebody money, and so runs only where it is asked for. */
export const onlyWhereAsked = (variable: string): string => `(only where ${variable} asks for it)`;

/** Whether a test of this name was left out because nobody asked for it: no machine lacks anything. */
export const wasNotAsked = (name: string): boolean => /\(only where \w+ asks for it\)$/.test(name);
