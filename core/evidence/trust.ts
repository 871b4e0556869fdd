// SPDX-License-Identifier: Apache-2.0
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { type TrustMaterial, toTrustMaterial } from '@sigstore/verify';
import { z } from 'zod';

/**
 * Whom to believe: certificate authorities, timestamp authorities, transparency logs and certificate
 * transparency logs, parsed. Made once and kept; verifications only read it.
 */
export interface Trust {
  /** The URLs of its certificate authorities: what `keyless.url` may name. */
  certificateAuthorities: string[];
  material: Omit<TrustMaterial, 'publicKey'>;
}

/**
 * Reads a sigstore TrustedRoot (`trusted_root.json`).
 * @throws Error if it is not one
 */
export function parseTrustedRoot(json: string): Trust {
  const root = TrustedRoot.fromJSON(
    z.looseObject({ mediaType: z.string() }).parse(JSON.parse(json)),
  );
  const none = (): never => {
    throw new Error('a trust root has no keys of signers');
  };
  const { publicKey: _, ...material } = toTrustMaterial(root, none);
  return { certificateAuthorities: root.certificateAuthorities.map(({ uri }) => uri), material };
}
