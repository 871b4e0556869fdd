// SPDX-License-Identifier: Apache-2.0

/** Why there is no value: an error; or, when incomplete, what more information may still give. */
export interface Bottom {
  kind: 'bottom';
  incomplete: boolean;
  message: string;
  /** What the missing value can be, where that is known. */
  kinds?: number;
  /** Whether it has bounds already. */
  bounded?: boolean;
  /** Where the value is missing, once that is known. */
  path?: string;
}

export const failed = (message: string, path?: string): Bottom => ({
  kind: 'bottom',
  incomplete: false,
  message,
  ...(path !== undefined && { path }),
});

export const unknown = (message: string, kinds?: number): Bottom => ({
  kind: 'bottom',
  incomplete: true,
  message,
  ...(kinds !== undefined && { kinds }),
});

/** A missing value that can never be what is wanted is an error. */
export function wanted(bottom: Bottom, mask: number, shown: string): Bottom {
  const possible = bottom.kinds === undefined || (bottom.kinds & mask) !== 0;
  return possible || !bottom.incomplete ? bottom : failed(`wanted ${shown}: ${bottom.message}`);
}
