// SPDX-License-Identifier: Apache-2.0
import { isArray, SetValue, type Value } from './value.ts';

/** A text that two values share exactly when they are equal. */
export function keyOf(value: Value): string {
  if (typeof value === 'string') return `"${value}`;
  if (value === null || typeof value !== 'object') return String(value);
  if (isArray(value)) return `[${value.map(measured).join('')}`;
  if (value instanceof SetValue) return `<${value.items().map(measured).join('')}`;
  return `{${value.entries().flat().map(measured).join('')}`;
}

/** With its length before it, so that no text can end early and go on as something else. */
function measured(value: Value): string {
  const key = keyOf(value);
  return `${key.length}:${key}`;
}
