// SPDX-License-Identifier: Apache-2.0
import { type KubeObject, nameOf, resources } from '../kube.ts';
import type { PolicySource } from './source.ts';

/** Policies that an agent holds itself: the cluster has none of them, nor need it know their kinds. */
export interface HeldPolicies extends PolicySource {
  /** Puts these in place of all that was held before. */
  hold: (objects: readonly KubeObject[]) => void;
}

/** Begins without any, and is not complete until something was held, be it nothing. */
export function heldPolicies(): HeldPolicies {
  let held: readonly KubeObject[] = [];
  const looks = new Set<() => void>();
  let begin: () => void = () => undefined;
  const synced = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const ofKind = (kind: string) => held.filter((each) => each.kind === kind);
  return {
    watch: <Kept>(
      { kind }: { kind: string },
      { keep, changed }: Parameters<typeof watched<Kept>>[0],
    ) => {
      const look = watched({ keep, changed }, () => ofKind(kind));
      looks.add(look);
      look();
      return { synced, stop: () => void looks.delete(look) };
    },
    get: async ({ kind }, name) => {
      const found = ofKind(kind).find(({ metadata }) => metadata.name === name);
      return found?.kind === resources.secrets.kind ? encoded(found) : found;
    },
    hold: (objects) => {
      held = objects;
      for (const look of looks) look();
      begin();
    },
  };
}

interface Watching<Kept> {
  keep: (object: KubeObject) => Kept | undefined;
  changed?: ((key: string, now: Kept | undefined, before: Kept | undefined) => void) | undefined;
}

/** Compares what there is with what there was when it was last called, and tells the difference. */
function watched<Kept>({ keep, changed }: Watching<Kept>, objects: () => readonly KubeObject[]) {
  let before = new Map<string, Kept>();
  return (): void => {
    const now = new Map<string, Kept>();
    for (const object of objects()) {
      const kept = keep(object);
      if (kept !== undefined) now.set(nameOf(object), kept);
    }
    for (const [key, kept] of now) changed?.(key, kept, before.get(key));
    for (const [key, kept] of before) if (!now.has(key)) changed?.(key, undefined, kept);
    before = now;
  };
}

/** A Secret as an API server gives it: what was written plainly is encoded. */
function encoded(secret: KubeObject): KubeObject {
  const { stringData, ...rest } = secret;
  if (typeof stringData !== 'object' || stringData === null) return rest;
  const added = Object.entries(stringData).map(([key, text]) => [
    key,
    Buffer.from(String(text)).toString('base64'),
  ]);
  return { ...rest, data: { ...Object(rest['data']), ...Object.fromEntries(added) } };
}
