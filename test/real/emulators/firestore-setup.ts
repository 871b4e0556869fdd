// SPDX-License-Identifier: Apache-2.0
import type { TestProject } from 'vitest/node';
import { missing, start } from './java.ts';

/** Starts one Firestore emulator for all tests of the project, and ends it after them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (missing('firestore') !== undefined) return async () => undefined;
  const emulator = await start('firestore');
  project.provide('firestore', emulator.host);
  return emulator.stop;
}
