// SPDX-License-Identifier: Apache-2.0

/** The text in so many characters; what is cut off leaves an ellipsis. */
export const short = (text: string, most = 1024): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;
