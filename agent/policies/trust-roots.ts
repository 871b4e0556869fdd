// SPDX-License-Identifier: Apache-2.0
import {
  defaultedTrustRoot,
  type TrustRootSpec,
  trustRootSpec,
} from '../../core/policy/trust-root.ts';
import type { Trusts } from '../../core/policy/trusts.ts';
import { type Root, settledRoot } from '../../registry/trust/root.ts';
import type { TrustSettings } from '../../registry/trust/settings.ts';
import { openTrustRoot } from '../../registry/trust/trust-root.ts';
import type { KubeObject } from '../kube.ts';

/** A TrustRoot as it lies in the cluster: its spec, or undefined if it is not shaped as one. */
export interface StoredRoot {
  spec: TrustRootSpec | undefined;
}

export function storedRoot(object: KubeObject): StoredRoot {
  const parsed = trustRootSpec.safeParse(object['spec']);
  return { spec: parsed.success ? defaultedTrustRoot(parsed.data) : undefined };
}

/** Whom to believe: the default root and the TrustRoots of the cluster, kept fresh. */
export interface TrustRoots {
  /** Those in effect now: the same object until one of them changes. */
  trusts: () => Trusts;
  /** Opens a TrustRoot in place of what had the name before, or gives it up. */
  put: (name: string, stored: StoredRoot | undefined) => Promise<void>;
  /** Asks those that are due whether there is anything newer; decisions do not wait for it. */
  refresh: () => Promise<void>;
  close: () => Promise<void>;
}

/** Begins with the default root alone. What cannot be used is a fault, which denies. */
export function trustRoots(root: Root, settings: TrustSettings): TrustRoots {
  const named = new Map<string, Root>();
  let last: Trusts = { default: root.current(), named: new Map() };
  const all = () => [root, ...named.values()];
  return {
    trusts: () => {
      const now: Trusts = {
        default: root.current(),
        named: new Map([...named].map(([name, each]) => [name, each.current()])),
      };
      if (!alike(now, last)) last = now;
      return last;
    },
    put: async (name, stored) => {
      await named.get(name)?.close();
      if (stored === undefined) return void named.delete(name);
      const opened =
        stored.spec === undefined
          ? settledRoot({ fault: 'it is not shaped as a TrustRoot' })
          : await openTrustRoot(stored.spec, settings);
      named.set(name, opened);
    },
    refresh: async () => {
      const due = all().filter((each) => each.due());
      await Promise.all(due.map((each) => each.refresh()));
    },
    close: async () => {
      await Promise.all(all().map((each) => each.close()));
    },
  };
}

const alike = (one: Trusts, other: Trusts): boolean =>
  one.default === other.default &&
  one.named.size === other.named.size &&
  [...one.named].every(([name, trusted]) => other.named.get(name) === trusted);
