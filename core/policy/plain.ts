// SPDX-License-Identifier: Apache-2.0

/**
 * What strangers wrote (names in certificates, answers of registries), for a line of text: no control
 * characters, no line breaks, nothing invisible, and not without end.
 */
export const plain = (text: string, longest = 500): string =>
  text.slice(0, longest).replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\ufffd');
