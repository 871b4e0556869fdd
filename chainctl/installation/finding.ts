// SPDX-License-Identifier: Apache-2.0

/** One thing that was looked at: what is wrong with it, if something is, and what to do. */
export interface Finding {
  part: string;
  wrong?: string;
  cure?: string;
}

/** What is found of a part. */
export const found = (part: string, wrong: string | undefined, cure: string): Finding =>
  wrong === undefined ? { part } : { part, wrong, cure };

/** What puts an installation right that lacks a part. */
export const install = 'chainctl cluster install --group GROUP';
