// SPDX-License-Identifier: Apache-2.0
import { trustOfKeys } from '../../core/evidence/trust-keys.ts';
import { trustRootSpec } from '../../core/policy/trust-root.ts';
import type { Trusted } from '../../core/policy/trusts.ts';
import type { KubeObject } from '../kube.ts';

/** Whom a TrustRoot of the cluster says to believe; or why that cannot be told. */
export function trustedBy(object: KubeObject): Trusted {
  const parsed = trustRootSpec.safeParse(object['spec']);
  if (!parsed.success) return { fault: 'it is not shaped as a TrustRoot' };
  const { sigstoreKeys } = parsed.data;
  if (sigstoreKeys === undefined) {
    return {
      fault: 'its keys lie behind TUF, which is not read here; spell them out in sigstoreKeys',
    };
  }
  try {
    return { trust: trustOfKeys(sigstoreKeys) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'it cannot be read' };
  }
}
