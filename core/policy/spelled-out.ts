// SPDX-License-Identifier: Apache-2.0
import { trustOfKeys } from '../evidence/trust-keys.ts';
import type { TrustRootSpec } from './trust-root.ts';
import type { Trusted } from './trusts.ts';

/** The trust root of the keys that a TrustRoot spells out; a fault where they cannot be read. */
export function spelledOut(keys: NonNullable<TrustRootSpec['sigstoreKeys']>): Trusted {
  try {
    return { trust: trustOfKeys(keys) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'its keys cannot be read' };
  }
}
