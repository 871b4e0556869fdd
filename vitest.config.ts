// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from 'vitest/config';
import { missing } from './test/real/emulators/java.ts';

const nothingOfOurs = ['node_modules/**', '.enforce/**', 'dist/**'];

const contract = 'ports/documents/firestore.test.ts';

/** What runs a second time with its documents in Firestore's emulator, where that can run. */
const overFirestore = missing('firestore')
  ? []
  : ['functions/**/*.test.ts', 'store/**/*.test.ts', 'test/story/api.test.ts'];

/** What of it asks the same of any documents, or has none. */
const whateverTheDocuments = [
  'functions/auth/{development,kms,outgoing,provider}.test.ts',
  'functions/{http,local}/**',
  'functions/identities/claims.test.ts',
  'functions/triggered.test.ts',
];

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 300_000,
    // What is waited for comes at once where nothing else runs; a second is too little on a busy machine.
    expect: { poll: { timeout: 20_000 } },
    maxWorkers: 2,
    env: { METADATA_SERVER_DETECTION: 'none' },
    projects: [
      {
        extends: true,
        test: {
          name: 'local',
          include: ['**/*.test.ts'],
          exclude: [...nothingOfOurs, contract],
        },
      },
      {
        extends: true,
        test: {
          name: 'firestore',
          include: [contract, ...overFirestore],
          exclude: [...nothingOfOurs, ...whateverTheDocuments],
          globalSetup: 'test/real/emulators/firestore-setup.ts',
          testTimeout: 180_000,
        },
      },
    ],
  },
});
