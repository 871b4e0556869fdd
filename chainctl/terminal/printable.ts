// SPDX-License-Identifier: Apache-2.0

/** Control characters would move the cursor or colour the screen: they are shown, not sent. */
export const printable = (text: string): string =>
  text.replaceAll(
    /\p{Cc}|\p{Cf}/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
