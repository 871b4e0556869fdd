// SPDX-License-Identifier: Apache-2.0

/** How many reviews, and how many bytes of them, may be under way at once. */
export interface GateLimits {
  reviews: number;
  bytes: number;
}

export interface Gate {
  /** Lets a review in, and says how to let it out again; undefined if there is no room. */
  enter: (bytes: number) => (() => void) | undefined;
  /** How many are in. */
  inside: () => number;
}

/**
 * Bounds the reviews under way. Who waits for a registry takes no turn from others, so nothing is
 * queued: what does not fit is turned away at once, and says so.
 */
export function openGate({ reviews, bytes }: GateLimits): Gate {
  let count = 0;
  let held = 0;
  return {
    enter: (size) => {
      if (count >= reviews || held + size > bytes) return undefined;
      count += 1;
      held += size;
      let out = false;
      return () => {
        if (out) return;
        out = true;
        count -= 1;
        held -= size;
      };
    },
    inside: () => count,
  };
}
