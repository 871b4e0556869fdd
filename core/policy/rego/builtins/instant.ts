// SPDX-License-Identifier: Apache-2.0
import { NoAnswer } from '../faults.ts';
import { isInteger } from '../values/numbers.ts';
import { isArray, type Value } from '../values/value.ts';
import { numeral, type Taker, text } from './builtin.ts';

/** A moment, in nanoseconds since 1970, as it is read in a time zone. */
export interface Instant {
  nanoseconds: bigint;
  zone: string;
}

/** Nanoseconds, or those and the name of a time zone. */
export const instant: Taker<Instant> = {
  types: ['number', 'array'],
  take: (value: Value) => {
    const [moment = null, zone = 'UTC'] = isArray(value) ? value : [value];
    const number = numeral.take(moment);
    if (!isInteger(number)) throw new NoAnswer('a moment is a whole number of nanoseconds');
    const name = text.take(zone);
    return { nanoseconds: inRange(BigInt(number)), zone: name === '' ? 'UTC' : name };
  },
};

/** What Go's nanoseconds reach. @throws NoAnswer for a moment beyond */
export function inRange(nanoseconds: bigint): bigint {
  if (BigInt.asIntN(64, nanoseconds) !== nanoseconds)
    throw new NoAnswer('time outside of valid range');
  return nanoseconds;
}

export const perMillisecond = 1_000_000n;

/** Milliseconds since 1970, rounded down. */
export const millisecondsOf = ({ nanoseconds }: Instant): number =>
  Number(
    (nanoseconds - (((nanoseconds % perMillisecond) + perMillisecond) % perMillisecond)) /
      perMillisecond,
  );

/** What a clock and a calendar on the wall of the zone show. @throws NoAnswer for no time zone */
export function onTheWall(moment: Instant): Date {
  const utc = new Date(millisecondsOf(moment));
  if (moment.zone === 'UTC') return utc;
  const parts = formatter(moment.zone).formatToParts(utc);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  return new Date(
    Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    ),
  );
}

function formatter(zone: string): Intl.DateTimeFormat {
  const numbers = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
  const clock = {
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone, ...numbers, ...clock });
  } catch (error) {
    throw new NoAnswer(`unknown time zone ${zone}`, { cause: error });
  }
}
