// SPDX-License-Identifier: Apache-2.0
import type { TransparencyLogEntry } from '@sigstore/bundle';
import type { KeptCertificate } from './kept-certificate.ts';
import type { SignedContent } from './signed-content.ts';
import type { Stamp } from './stamp.ts';
import type { Format, Statement, Use } from './verification.ts';

/** One thing found, read and within the limits. Nothing in it is believed yet. */
export interface Carried {
  format: Format;
  /** What is signed, and the signature. */
  content: SignedContent;
  /** What the signed bytes say. */
  says: Said;
  /** The signer's certificate; without one it is signed with a key. */
  certificate?: KeptCertificate;
  /** sha256 (hex) of the key, if the carrier names it. */
  keyHint?: string;
  entries: TransparencyLogEntry[];
  stamps: Stamp[];
}

/** What a signature or attestation says: about which image, and what. */
export interface Said {
  use: Use;
  /** The digests it is about, as `sha256:…`, each with its own annotations. */
  about: { digest: string; annotations: { [name: string]: string } }[];
  statement?: Statement;
}
