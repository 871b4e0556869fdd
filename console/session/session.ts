// SPDX-License-Identifier: Apache-2.0
import { comeBack } from './sign-in.ts';
import { ownTab } from './tab.ts';
import { accessToken, signOut } from './tokens.ts';

/** Whether somebody is signed in in this tab. */
export type Session = { kind: 'beginning' } | { kind: 'in' } | { kind: 'out'; problem?: string };

let current: Session = { kind: 'beginning' };
let begun: Promise<void> | undefined;
const watchers = new Set<() => void>();

export const session = (): Session => current;

/** Calls back at each change, until the function that it gives is called. */
export function subscribe(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** Finds out who is here, once: the answer of a login, a session of this tab, or nobody. */
export function begin(): Promise<void> {
  begun ??= find();
  return begun;
}

/** Nobody is signed in any more. */
export function ended(problem?: string): void {
  become(problem === undefined ? { kind: 'out' } : { kind: 'out', problem });
}

/** Signs out, here and at the provider. */
export async function leaveSession(): Promise<void> {
  ended();
  await signOut().catch(() => undefined);
}

async function find(): Promise<void> {
  try {
    await ownTab();
    if (location.pathname === '/callback') {
      history.replaceState(null, '', await comeBack());
      return become({ kind: 'in' });
    }
    become((await accessToken()) === undefined ? { kind: 'out' } : { kind: 'in' });
  } catch (error) {
    if (location.pathname === '/callback') history.replaceState(null, '', '/');
    ended(error instanceof Error ? error.message : 'The sign-in did not work.');
  }
}

function become(next: Session): void {
  current = next;
  for (const watcher of watchers) watcher();
}
