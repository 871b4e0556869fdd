// SPDX-License-Identifier: Apache-2.0
import { EvaluationFault, NoAnswer } from '../faults.ts';
import { numeric } from '../values/numbers.ts';
import { type Builtin, builtin, text, whole } from './builtin.ts';
import {
  type Instant,
  inRange,
  instant,
  millisecondsOf,
  onTheWall,
  perMillisecond,
} from './instant.ts';

const rfc3339 =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:[.,](\d+))?(Z|[+-]\d{2}:\d{2})$/;

function parsed(value: string): bigint {
  const match = rfc3339.exec(value);
  if (match === null) throw new NoAnswer('it is no time of RFC 3339');
  const [, year, month, day, hour, minute, second, fraction = '', zone = 'Z'] = match;
  const fields = [year, month, day, hour, minute, second].map(Number);
  const [y = 0, m = 0, d = 0, h = 0, min = 0, s = 0] = fields;
  const date = new Date(0);
  date.setUTCFullYear(y, m - 1, d);
  if (date.getUTCMonth() !== m - 1 || date.getUTCDate() !== d || h > 23 || min > 59 || s > 59)
    throw new NoAnswer('there is no such time');
  date.setUTCHours(h, min, s);
  const [, sign, zoneHours, zoneMinutes] = /^([+-])(\d{2}):(\d{2})$/.exec(zone) ?? [];
  if (Number(zoneHours ?? 0) > 24 || Number(zoneMinutes ?? 0) > 60)
    throw new NoAnswer('no such zone');
  const offset = (Number(zoneHours ?? 0) * 60 + Number(zoneMinutes ?? 0)) * 60_000;
  const milliseconds = date.getTime() - (sign === '-' ? -offset : offset);
  const nanoseconds = BigInt(fraction.slice(0, 9).padEnd(9, '0'));
  return inRange(BigInt(milliseconds) * perMillisecond + nanoseconds);
}

const units: Record<string, bigint> = {
  ns: 1n,
  us: 1_000n,
  '\u00b5s': 1_000n,
  '\u03bcs': 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** A duration as Go writes it. */
function duration(value: string): bigint {
  const [, sign, body = ''] = /^([+-]?)(.*)$/s.exec(value) ?? [];
  if (body === '0') return 0n;
  let total = 0n;
  let read = 0;
  for (const [part, integer = '', fraction = '', unit = ''] of body.matchAll(
    /(\d*)(?:\.(\d*))?(ns|us|\u00b5s|\u03bcs|ms|s|m|h)/g,
  )) {
    if (integer === '' && fraction === '') throw new NoAnswer('invalid duration');
    read += part.length;
    if (integer.length > 20 || fraction.length > 20) throw new NoAnswer('invalid duration');
    const size = units[unit] ?? 0n;
    total += BigInt(integer || '0') * size;
    total += (BigInt(fraction || '0') * size) / 10n ** BigInt(fraction.length);
  }
  if (read === 0 || read !== body.length) throw new NoAnswer('invalid duration');
  return inRange(sign === '-' ? -total : total);
}

function added(moment: Instant, years: number, months: number, days: number): bigint {
  if (moment.zone !== 'UTC') throw new EvaluationFault('time.add_date knows UTC alone');
  const before = millisecondsOf(moment);
  const date = new Date(before);
  const limit = 1_000_000;
  if ([years, months, days].some((each) => Math.abs(each) > limit))
    throw new NoAnswer('out of range');
  date.setUTCFullYear(
    date.getUTCFullYear() + years,
    date.getUTCMonth() + months,
    date.getUTCDate() + days,
  );
  const after = date.getTime();
  if (Number.isNaN(after)) throw new NoAnswer('out of range');
  return inRange(moment.nanoseconds + BigInt(after - before) * perMillisecond);
}

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** Functions over moments and durations, in nanoseconds. */
export const times: Record<string, Builtin> = {
  'time.now_ns': builtin([], (_none, { now }) => numeric(BigInt(now.getTime()) * perMillisecond)),
  'time.parse_rfc3339_ns': builtin([text], ([value]) => numeric(parsed(value))),
  'time.parse_duration_ns': builtin([text], ([value]) => numeric(duration(value))),
  'time.date': builtin([instant], ([moment]) => {
    const date = onTheWall(moment);
    return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  }),
  'time.clock': builtin([instant], ([moment]) => {
    const date = onTheWall(moment);
    return [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
  }),
  'time.weekday': builtin([instant], ([moment]) => weekdays[onTheWall(moment).getUTCDay()] ?? ''),
  'time.add_date': builtin([instant, whole, whole, whole], ([moment, years, months, days]) =>
    numeric(added(moment, years, months, days)),
  ),
};
