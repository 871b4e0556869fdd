// SPDX-License-Identifier: Apache-2.0
import { useEffect, useState } from 'react';

const steps: [seconds: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [60, 'second'],
  [3600, 'minute'],
  [86_400, 'hour'],
  [30 * 86_400, 'day'],
  [365 * 86_400, 'month'],
  [Number.POSITIVE_INFINITY, 'year'],
];
const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });
const whole = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

/** How long ago, in words, kept true; the moment itself on asking. */
export function Moment({ at }: { at: string | undefined }) {
  const now = useNow();
  if (at === undefined) return <span className="quiet">never</span>;
  return (
    <time dateTime={at} title={whole.format(new Date(at))}>
      {ago(now - Date.parse(at))}
    </time>
  );
}

/** The time, as often as a word could change. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 5_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Milliseconds since something happened, in words; the future counts as now. */
export function ago(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 5) return 'just now';
  let size = 1;
  for (const [below, unit] of steps) {
    if (seconds < below) return words.format(-Math.floor(seconds / size), unit);
    size = below;
  }
  return words.format(0, 'second');
}
