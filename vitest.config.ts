// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', '.enforce/**', 'dist/**'],
    testTimeout: 60_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
    env: { METADATA_SERVER_DETECTION: 'none' },
  },
});
