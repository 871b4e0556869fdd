// SPDX-License-Identifier: Apache-2.0
import { forget } from './tokens.ts';

const kept = 'enforce.tab';

/**
 * Makes sure that this tab alone uses its session. A tab that is duplicated takes a copy of the
 * session storage along; two that refreshed with one token would look like a thief and its victim,
 * and lose the session both. So each tab holds a lock in its own name, and a copy finds it taken.
 */
export async function ownTab(): Promise<void> {
  const name = sessionStorage.getItem(kept);
  if (name !== null && (await held(name))) return;
  if (name !== null) forget();
  const fresh = crypto.randomUUID();
  sessionStorage.setItem(kept, fresh);
  await held(fresh);
}

/** Takes the lock until the page goes; false where another page has it. */
function held(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    void navigator.locks.request(`enforce.tab.${name}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise<void>(() => {});
    });
  });
}
