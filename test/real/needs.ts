// SPDX-License-Identifier: Apache-2.0
import { describe } from 'vitest';
import { missing } from './build/cache.ts';
import type { PartName } from './build/parts.ts';

/**
 * Tests that need real parts: where one is not in the cache, they are left out under a title that
 * says how to provide it. (With ENFORCE_REQUIRE=all, as in CI, what is left out is a failure.)
 */
export function describeReal(title: string, parts: PartName[], tests: () => void): void {
  const absent = missing(parts);
  const named =
    absent.length === 0 ? title : `${title} (npm run build:real -- ${absent.join(' ')})`;
  describe.skipIf(absent.length > 0)(named, tests);
}
