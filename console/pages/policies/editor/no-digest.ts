// SPDX-License-Identifier: Apache-2.0

/** In the place of Node's: rules are compiled here, and evaluated nowhere. @throws Error always */
export function sha256(): string {
  throw new Error('rules are not evaluated in a browser');
}
