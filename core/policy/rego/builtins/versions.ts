// SPDX-License-Identifier: Apache-2.0
import { NoAnswer } from '../faults.ts';
import { any, type Builtin, builtin, text } from './builtin.ts';

interface Version {
  numbers: bigint[];
  prerelease: string;
}

const form =
  /^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?)?(?:\+(?:[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?)?$/;

function read(value: string): Version {
  const [, major = '', minor = '', patch = '', prerelease = ''] = form.exec(value) ?? [];
  const numbers = [major, minor, patch].map((each) =>
    each.length > 20 ? -1n : BigInt(each || '-1'),
  );
  if (numbers.some((each) => each < 0n || BigInt.asIntN(64, each) !== each))
    throw new NoAnswer('it is no semantic version');
  return { numbers, prerelease };
}

function compared(one: Version, other: Version): number {
  for (const [index, each] of one.numbers.entries()) {
    const theirs = other.numbers[index] ?? 0n;
    if (each !== theirs) return each > theirs ? 1 : -1;
  }
  if (one.prerelease === other.prerelease) return 0;
  if (one.prerelease === '') return 1;
  if (other.prerelease === '') return -1;
  return comparedParts(one.prerelease.split('.'), other.prerelease.split('.'));
}

function comparedParts(some: readonly string[], others: readonly string[]): number {
  for (const [index, each] of some.entries()) {
    const other = others[index];
    if (other === undefined) return 1;
    if (each === other) continue;
    const [ours, theirs] = [/^\d+$/.test(each), /^\d+$/.test(other)];
    if (ours && theirs && BigInt(each) !== BigInt(other))
      return BigInt(each) > BigInt(other) ? 1 : -1;
    if (ours !== theirs) return ours ? -1 : 1;
    if (!ours) return each > other ? 1 : -1;
  }
  return some.length === others.length ? 0 : -1;
}

/** Functions over semantic versions. */
export const versions: Record<string, Builtin> = {
  'semver.compare': builtin([text, text], ([one, other]) => compared(read(one), read(other))),
  'semver.is_valid': builtin([any], ([value]) => {
    if (typeof value !== 'string') return false;
    try {
      read(value);
      return true;
    } catch {
      return false;
    }
  }),
};
