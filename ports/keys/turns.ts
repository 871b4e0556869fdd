// SPDX-License-Identifier: Apache-2.0

/** Between its publication and its first signature, a key waits until verifiers have read it: milliseconds. */
export const publishedBefore = 10 * 60_000;

/** After the last signature of a key, longer than any token of ours lives: milliseconds. */
export const retainedAfter = 24 * 3_600_000;

/** What decides whose turn it is. */
export interface Turn {
  /** Milliseconds since 1970: when the key takes over from those before it. */
  signsFrom: number;
}

/**
 * The keys that are published at this time, the one that signs first: the newest whose time has come,
 * or the oldest where none's has. A key that was relieved stays for `retainedAfter` since then.
 */
export function turns<K extends Turn>(keys: K[], now: number): K[] {
  const ordered = keys.toSorted((a, b) => a.signsFrom - b.signsFrom);
  const ready = ordered.filter(({ signsFrom }) => signsFrom <= now);
  const signing = ready.at(-1) ?? ordered[0];
  if (signing === undefined) return [];
  const kept = ordered.filter((key, at) => {
    const relieved = ordered[at + 1]?.signsFrom ?? Number.POSITIVE_INFINITY;
    return key !== signing && relieved > now - retainedAfter;
  });
  return [signing, ...kept];
}
