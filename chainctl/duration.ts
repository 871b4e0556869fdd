// SPDX-License-Identifier: Apache-2.0
import { Failure } from '../core/errors.ts';

const seconds: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** The seconds in a duration such as `168h`, `7d` or `1h30m`. @throws Failure INVALID_ARGUMENT */
export function parseDuration(text: string, place: string): number {
  const parts = [...text.matchAll(/(\d{1,9})([smhd])/g)];
  const whole = parts.map(([part]) => part).join('');
  if (parts.length === 0 || whole !== text) {
    throw new Failure('INVALID_ARGUMENT', `${JSON.stringify(text)} is not a duration`, {
      place,
      next: `${place} 168h (or 7d, 30m, 90s)`,
    });
  }
  return parts.reduce(
    (sum, [, count, unit = 's']) => sum + Number(count) * (seconds[unit] ?? 0),
    0,
  );
}
