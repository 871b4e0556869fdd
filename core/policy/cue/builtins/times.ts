// SPDX-License-Identifier: Apache-2.0
import { Refusal } from '../fault.ts';
import { integerOf } from '../values/decimal.ts';
import { kinds } from '../values/kinds.ts';
import { bool, text } from '../values/scalar.ts';
import { layouts } from './constants.ts';
import { ofTexts } from './given.ts';
import { type Builtin, fault } from './known.ts';

/** Of package "time". It has no clock: a policy compares the times that a document names with fixed ones. */
export const times: Record<string, Builtin> = {
  'time.Time': ofTexts(1, (of = '') => checked(of, layouts.nano), kinds.string),
  'time.Format': ofTexts(2, (of = '', layout = '') => checked(of, layout), kinds.string),
  'time.Parse': ofTexts(2, (layout = '', of = '') => {
    const instant = instantOf(of, layout);
    return instant === undefined
      ? fault(`cannot parse ${JSON.stringify(of)} as a time`)
      : text(shownInstant(instant));
  }),
  'time.Unix': {
    parameters: 2,
    takes: [kinds.int, kinds.int],
    validates: 0,
    run: ([seconds, nanoseconds]) => {
      const [s, n] = [seconds, nanoseconds].map((each) =>
        each?.kind === 'int' ? integerOf(each.value) : undefined,
      );
      if (s === undefined || n === undefined) return fault('wants two ints');
      return text(shownInstant(s * 1_000_000_000n + n));
    },
  },
};

function checked(of: string, layout: string): ReturnType<Builtin['run']> & object {
  return instantOf(of, layout) === undefined
    ? fault(`invalid time ${JSON.stringify(of)}`)
    : bool(true);
}

const moment =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?(Z|[+-][0-9]{2}:[0-9]{2}))?$/;

/** Nanoseconds since 1970, or nothing for what is no time of that layout. @throws Refusal for other layouts */
function instantOf(of: string, layout: string): bigint | undefined {
  if (!Object.values<string>(layouts).includes(layout)) {
    throw new Refusal(`times of the layout ${JSON.stringify(layout)} are not evaluated`);
  }
  const found = moment.exec(of);
  const [, year = '', month = '', day = '', hour, minute = '', second = '', part = '', zone = ''] =
    found ?? [];
  if (found === null || (hour === undefined) !== (layout === layouts.date)) return undefined;
  const [hours, minutes, seconds] = [Number(hour ?? 0), Number(minute), Number(second)];
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const same = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  const [ahead = 0, more = 0] = zone === 'Z' ? [] : zone.slice(1).split(':').map(Number);
  if (!same || hours > 23 || minutes > 59 || seconds > 59 || ahead > 23 || more > 59)
    return undefined;
  const offset = (ahead * 60 + more) * (zone.startsWith('-') ? -60 : 60);
  const whole = date.getTime() / 1000 + hours * 3600 + minutes * 60 + seconds - offset;
  return BigInt(whole) * 1_000_000_000n + BigInt(part.padEnd(9, '0'));
}

/** As Go writes RFC 3339 with nanoseconds, in UTC. */
function shownInstant(instant: bigint): string {
  const part = ((instant % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const date = new Date(Number((instant - part) / 1_000_000n));
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999))
    throw new Refusal('times outside of the years 0 to 9999 are not evaluated');
  const fraction = `${part}`.padStart(9, '0').replace(/0+$/, '');
  return `${date.toISOString().slice(0, 19)}${fraction === '' ? '' : `.${fraction}`}Z`;
}
