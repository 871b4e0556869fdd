// SPDX-License-Identifier: Apache-2.0

/**
 * Makes something once it is asked for, and that once. For schemas of what most processes never read: to
 * make one takes as long as to read with it.
 */
export function later<T>(make: () => T): () => T {
  let made: { of: T } | undefined;
  return () => {
    made ??= { of: make() };
    return made.of;
  };
}
