// SPDX-License-Identifier: Apache-2.0
import { type Scalar, text } from '../values/scalar.ts';

/** The layouts of times that are evaluated. */
export const layouts = {
  nano: '2006-01-02T15:04:05.999999999Z07:00',
  seconds: '2006-01-02T15:04:05Z07:00',
  date: '2006-01-02',
} as const;

/** What packages hold beside functions. */
export const constants: ReadonlyMap<string, Scalar> = new Map([
  ['time.RFC3339', text(layouts.seconds)],
  ['time.RFC3339Nano', text(layouts.nano)],
  ['time.RFC3339Date', text(layouts.date)],
]);
