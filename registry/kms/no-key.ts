// SPDX-License-Identifier: Apache-2.0

/** Why there is no key, in a sentence that may be shown. */
export class NoKey extends Error {
  override readonly name = 'NoKey';
}
