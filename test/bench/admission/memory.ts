// SPDX-License-Identifier: Apache-2.0
import { residentOf } from './cost.ts';
import type { Guard } from './guard.ts';
import { together } from './load.ts';

/** Resident memory in MiB: with all images known, and as admissions go on. */
export interface Remembered {
  known: number;
  /** After each quarter of the admissions. */
  after: { admissions: number; resident: number }[];
  /** Admissions a second, so many at once as there are. */
  perSecond: number;
}

const admissions = 10_000;
const width = 8;

/** Has all images known, and then has them admitted again and again. */
export async function remembered(guard: Guard, images: readonly string[]): Promise<Remembered> {
  const { admit } = guard.asking;
  const again = (count: number) =>
    together(width, count, async (n) => {
      const { allowed, message } = await admit([images[n % images.length] ?? '']);
      if (!allowed) throw new Error(`a signed image is refused: ${message}`);
    });
  await again(images.length);
  const known = await residentOf(guard.pid);
  const after: Remembered['after'] = [];
  const begun = performance.now();
  for (let done = admissions / 4; done <= admissions; done += admissions / 4) {
    await again(admissions / 4);
    after.push({ admissions: done, resident: await residentOf(guard.pid) });
  }
  return { known, after, perSecond: (admissions * 1000) / (performance.now() - begun) };
}
