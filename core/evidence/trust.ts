// SPDX-License-Identifier: Apache-2.0
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { type TrustMaterial, toTrustMaterial } from '@sigstore/verify';
import { z } from 'zod';
import { KeptCertificate } from './kept-certificate.ts';

/**
 * Whom to believe: certificate authorities, timestamp authorities, transparency logs and certificate
 * transparency logs, parsed. Made once and kept; verifications only read it.
 */
export interface Trust {
  /** The URLs of its certificate authorities: what `keyless.url` may name. */
  certificateAuthorities: string[];
  material: Omit<TrustMaterial, 'publicKey'>;
}

/** A transparency log. */
export type Log = TrustMaterial['tlogs'][number];

/**
 * Reads a sigstore TrustedRoot (`trusted_root.json`).
 * @throws Error if it is not one, or does not say since when a log's key is valid
 */
export function parseTrustedRoot(json: string): Trust {
  const root = TrustedRoot.fromJSON(
    z.looseObject({ mediaType: z.string() }).parse(JSON.parse(json)),
  );
  for (const { baseUrl, publicKey } of [...root.tlogs, ...root.ctlogs]) {
    // Not to be read as "always": the field is required, and a log's key is not for all time.
    if (publicKey?.validFor?.start === undefined) {
      throw new Error(`log ${baseUrl} does not say since when its key is valid`);
    }
  }
  const none = (): never => {
    throw new Error('a trust root has no keys of signers');
  };
  const { publicKey: _, ...material } = toTrustMaterial(root, none);
  const kept = (all: TrustMaterial['certificateAuthorities']) =>
    all.map(({ certChain, validFor }) => ({
      certChain: certChain.map((each) => new KeptCertificate(each.root)),
      validFor,
    }));
  return {
    certificateAuthorities: root.certificateAuthorities.map(({ uri }) => uri),
    material: {
      ...material,
      certificateAuthorities: kept(material.certificateAuthorities),
      timestampAuthorities: kept(material.timestampAuthorities),
    },
  };
}
