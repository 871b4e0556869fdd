// SPDX-License-Identifier: Apache-2.0
import { basesMissing } from '../../../scripts/image/base.ts';
import { missingPackages } from '../../../scripts/image/packages.ts';
import { readPinned } from '../../../scripts/image/pinned.ts';

/** Whether what the agent's image stands on is not in the cache; and a title that says how it gets there. */
export const imageMissing = (): boolean =>
  basesMissing() || missingPackages(readPinned()).length > 0;

export const titled = (title: string): string =>
  imageMissing() ? `${title} (npm run build:real -- image)` : title;
