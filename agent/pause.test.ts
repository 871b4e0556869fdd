// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { pauseAfter } from './pause.ts';

test('after however many failures it is tried again within a minute, and not by all at once', () => {
  for (const failures of [1, 2, 5, 10, 100, 10_000]) {
    const most = Math.min(1_000 * 2 ** (failures - 1), 60_000);
    const pauses = Array.from({ length: 1_000 }, () => pauseAfter(failures));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(most);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(most / 2);
    // Clusters that lost the control plane together come back spread over half of the pause.
    expect(Math.max(...pauses) - Math.min(...pauses)).toBeGreaterThan(most * 0.4);
  }
});
