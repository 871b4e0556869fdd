// SPDX-License-Identifier: Apache-2.0
import { Failure } from '../../core/errors.ts';

/** The name, if it can name a blob in any home. @throws Failure INVALID_ARGUMENT */
export function checked(name: string): string {
  const plain = /^[A-Za-z0-9._/:-]{1,1024}$/.test(name);
  const segments = name.split('/');
  if (plain && segments.every((each) => each !== '' && each !== '.' && each !== '..')) {
    return name;
  }
  throw new Failure('INVALID_ARGUMENT', `${JSON.stringify(name.slice(0, 80))} cannot name a blob`);
}

/** The limit, if it is one. @throws Failure INVALID_ARGUMENT */
export function checkedLimit(limit: number): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1000) return limit;
  throw new Failure('INVALID_ARGUMENT', `a page has 1 to 1000 blobs, not ${limit}`);
}
