// SPDX-License-Identifier: Apache-2.0

/** The blocks of a PEM text, each from its first dash to its last, and all that stands between them. */
export function readPem(text: string): { blocks: string[]; rest: string } {
  const blocks: string[] = [];
  let rest = '';
  let at = 0;
  for (;;) {
    const begin = text.indexOf('-----BEGIN ', at);
    const end = begin === -1 ? -1 : text.indexOf('-----END ', begin);
    const close = end === -1 ? -1 : text.indexOf('-----', end + 9);
    if (close === -1) return { blocks, rest: rest + text.slice(at) };
    rest += text.slice(at, begin);
    at = close + 5;
    blocks.push(text.slice(begin, at));
  }
}
