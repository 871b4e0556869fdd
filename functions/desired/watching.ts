// SPDX-License-Identifier: Apache-2.0
import type { Uidp } from '../../core/iam/uidp.ts';
import type { Documents } from '../../ports/documents/port.ts';
import { type Desired, desired } from '../../store/collections.ts';
import { follow } from '../../store/kind.ts';

/** What groups should have, followed for all who look. */
export interface Watching {
  /** Tells of the group's state as it is known, and after each change, until stopped. */
  look: (group: Uidp, told: (state: Desired) => void) => () => void;
  /** What is known of the group without asking; nothing may be. */
  latest: (group: Uidp) => Desired | undefined;
}

interface Watch {
  lookers: Set<(state: Desired) => void>;
  latest: Desired | undefined;
  stop: () => void;
  ending?: NodeJS.Timeout;
}

/**
 * One watch of the store for each group, however many look. It stays for `linger` milliseconds after the
 * last has left: agents that were answered come back at once.
 */
export function watching(documents: Documents, linger: number): Watching {
  const watches = new Map<Uidp, Watch>();

  const begin = (group: Uidp): Watch => {
    const watch: Watch = { lookers: new Set(), latest: undefined, stop: () => undefined };
    watches.set(group, watch);
    watch.stop = follow(documents, desired, group, (state) => {
      watch.latest = state;
      // Before there is one, and when the group is gone, there is nothing to tell.
      if (state === undefined) return;
      for (const told of [...watch.lookers]) told(state);
    });
    return watch;
  };
  const end = (group: Uidp, watch: Watch) => {
    if (watches.get(group) !== watch || watch.lookers.size > 0) return;
    watches.delete(group);
    watch.stop();
  };

  return {
    look: (group, told) => {
      const watch = watches.get(group) ?? begin(group);
      clearTimeout(watch.ending);
      watch.lookers.add(told);
      queueMicrotask(() => {
        if (watch.latest !== undefined && watch.lookers.has(told)) told(watch.latest);
      });
      return () => {
        watch.lookers.delete(told);
        if (watch.lookers.size > 0) return;
        clearTimeout(watch.ending);
        watch.ending = setTimeout(() => end(group, watch), linger).unref();
      };
    },
    latest: (group) => watches.get(group)?.latest,
  };
}
