// SPDX-License-Identifier: Apache-2.0

/** The tokens of JSON (RFC 8259 §2), each as far as it goes; the first alternative is white space. */
const tokens =
  /([\t\n\r ]+)|([{}[\],:])|("(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/uy;

/** What may come next: the beginning of a value, the rest of an object or a list, nothing. */
type State = 'value' | 'first' | 'name' | 'firstName' | 'colon' | 'after';

/** The offset of the first character that cannot stand where it does; the length where the end is missing. */
export function faultOffset(text: string): number {
  const open: ('{' | '[')[] = [];
  let state: State = 'value';
  let offset = 0;
  while (offset < text.length) {
    tokens.lastIndex = offset;
    const [token, space, sign, string, literal] = tokens.exec(text) ?? [];
    if (token === undefined) return offset;
    if (space === undefined) {
      const next = step(state, open, sign ?? (string === undefined ? 'literal' : 'string'));
      if (
        next === undefined ||
        (literal !== undefined && /[\w.+-]/.test(text[offset + token.length] ?? ''))
      ) {
        return offset;
      }
      state = next;
    }
    offset += token.length;
  }
  return offset;
}

/** The state after the token, `open` changed with it; undefined where it may not stand. */
function step(state: State, open: ('{' | '[')[], token: string): State | undefined {
  const name = state === 'name' || state === 'firstName';
  const value = state === 'value' || state === 'first';
  const within = open.at(-1);
  if (name && token === 'string') return 'colon';
  if (state === 'colon') return token === ':' ? 'value' : undefined;
  if (value && (token === 'string' || token === 'literal')) return 'after';
  if (value && (token === '{' || token === '[')) {
    open.push(token);
    return token === '{' ? 'firstName' : 'first';
  }
  const closing = within === '{' ? '}' : ']';
  if (
    within !== undefined &&
    token === closing &&
    (state === 'after' || state.startsWith('first'))
  ) {
    open.pop();
    return 'after';
  }
  if (state === 'after' && token === ',' && within !== undefined) {
    return within === '{' ? 'name' : 'value';
  }
  return undefined;
}
