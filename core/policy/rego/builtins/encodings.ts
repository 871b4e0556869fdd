// SPDX-License-Identifier: Apache-2.0
import { NoAnswer } from '../faults.ts';
import { isArray, ObjectValue, SetValue, type Value } from '../values/value.ts';
import { type Builtin, builtin, object, perhapsText, text, textsOf } from './builtin.ts';

const utf8 = (value: string): Uint8Array => new TextEncoder().encode(value);
/** Bytes that are no UTF-8 become U+FFFD; Go keeps them as they are. */
const textOf = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

function base64(value: string): string {
  let binary = '';
  for (const byte of utf8(value)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

const standard = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function fromBase64(value: string): string {
  const bare = value.replaceAll(/[\r\n]/g, '');
  if (!standard.test(bare)) throw new NoAnswer('illegal base64 data');
  return textOf(Uint8Array.from(atob(bare), (each) => each.charCodeAt(0)));
}

const urlSafe = (value: string): string => value.replaceAll('+', '-').replaceAll('/', '_');

function fromBase64Url(value: string): string {
  if (/[+/]/.test(value)) throw new NoAnswer('illegal base64url string');
  const missing = value.endsWith('=') ? '' : ['', undefined, '==', '='][value.length % 4];
  if (missing === undefined) throw new NoAnswer('illegal base64url string');
  return fromBase64(value.replaceAll('-', '+').replaceAll('_', '/') + missing);
}

/** As Go's `url.QueryEscape`. */
const escaped = (value: string): string =>
  Array.from(utf8(value), (byte) => {
    const each = String.fromCharCode(byte);
    if (/[A-Za-z0-9_.~-]/.test(each)) return each;
    return each === ' ' ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }).join('');

function unescaped(value: string): string {
  if (/%(?![0-9A-Fa-f]{2})/.test(value)) throw new NoAnswer('invalid URL escape');
  const bytes = [...value.replaceAll('+', ' ').matchAll(/%([0-9A-Fa-f]{2})|[^%]+/g)].flatMap(
    ([whole, hex]) => (hex === undefined ? [...utf8(whole)] : [Number.parseInt(hex, 16)]),
  );
  return textOf(Uint8Array.from(bytes));
}

const several = (value: Value): string[] => {
  if (typeof value === 'string') return [value];
  if (isArray(value) || value instanceof SetValue) return textsOf(value);
  throw new NoAnswer('values must be string, array[string], or set[string]');
};

function parameters(query: string): Value {
  const found = new Map<string, string[]>();
  for (const part of query.split('&')) {
    if (part === '') continue;
    if (part.includes(';')) throw new NoAnswer('invalid semicolon separator in query');
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(part) ?? [];
    const key = unescaped(name);
    found.set(key, [...(found.get(key) ?? []), unescaped(value)]);
  }
  return new ObjectValue(found);
}

const holds = (how: (value: string) => unknown): Builtin =>
  builtin([perhapsText], ([value]) => {
    if (typeof value !== 'string') return false;
    try {
      how(value);
      return true;
    } catch {
      return false;
    }
  });

function fromHex(value: string): string {
  if (!/^(?:[0-9A-Fa-f]{2})*$/.test(value)) throw new NoAnswer('it is not hexadecimal');
  const bytes = value.match(/../g)?.map((each) => Number.parseInt(each, 16)) ?? [];
  return textOf(Uint8Array.from(bytes));
}

const hex = (value: string): string =>
  Array.from(utf8(value), (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Functions that write texts in other ways, and read them. */
export const encodings: Record<string, Builtin> = {
  'base64.encode': builtin([text], ([value]) => base64(value)),
  'base64.decode': builtin([text], ([value]) => fromBase64(value)),
  'base64.is_valid': holds(fromBase64),
  'base64url.encode': builtin([text], ([value]) => urlSafe(base64(value))),
  'base64url.encode_no_pad': builtin([text], ([value]) =>
    urlSafe(base64(value)).replaceAll('=', ''),
  ),
  'base64url.decode': builtin([text], ([value]) => fromBase64Url(value)),
  'urlquery.encode': builtin([text], ([value]) => escaped(value)),
  'urlquery.decode': builtin([text], ([value]) => unescaped(value)),
  'urlquery.encode_object': builtin([object], ([values]) =>
    values
      .entries()
      .flatMap(([key, value]) =>
        several(value).map((each) => `${escaped(text.take(key))}=${escaped(each)}`),
      )
      .join('&'),
  ),
  'urlquery.decode_object': builtin([text], ([query]) => parameters(query)),
  'hex.encode': builtin([text], ([value]) => hex(value)),
  'hex.decode': builtin([text], ([value]) => fromHex(value)),
};
