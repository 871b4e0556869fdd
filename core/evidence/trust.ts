// SPDX-License-Identifier: Apache-2.0
import { type CertificateAuthority, TrustedRoot } from '@sigstore/protobuf-specs';
import { type TrustMaterial, toTrustMaterial } from '@sigstore/verify';
import * as z from 'zod';
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

/** The certificates of an authority, and when they are believed. */
export type Chain = TrustMaterial['certificateAuthorities'][number];

/** From the beginning of time to its end. */
export const always = { start: new Date(0), end: new Date(8_640_000_000_000_000) };

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
  const logs = { ...root, certificateAuthorities: [], timestampAuthorities: [] };
  const { tlogs, ctlogs } = toTrustMaterial(logs, none);
  return {
    certificateAuthorities: root.certificateAuthorities.map(({ uri }) => uri),
    material: {
      tlogs,
      ctlogs,
      certificateAuthorities: root.certificateAuthorities.map(chainOf),
      timestampAuthorities: root.timestampAuthorities.map(chainOf),
    },
  };
}

function chainOf({ uri, certChain, validFor }: CertificateAuthority): Chain {
  if (certChain === undefined) throw new Error(`authority ${uri} has no certificates`);
  return {
    certChain: certChain.certificates.map(({ rawBytes }) => new KeptCertificate(rawBytes)),
    validFor: { start: validFor?.start ?? always.start, end: validFor?.end ?? always.end },
  };
}
