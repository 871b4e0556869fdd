// SPDX-License-Identifier: Apache-2.0

/** Who made a signature. */
export type Signer = KeylessSigner | KeySigner;

/** Somebody whom a certificate authority knew by an identity token, for some minutes. */
export interface KeylessSigner {
  kind: 'keyless';
  /** Who vouched for the identity: the OpenID issuer. Empty if the certificate does not say. */
  issuer: string;
  /** Every subject alternative name. */
  subjects: Subject[];
  /** What else the issuer said, by Fulcio's names, e.g. `sourceRepositoryURI`. */
  claims: { [name in Claim]?: string };
  /** PEM. */
  certificate: string;
}

/** One name of a certificate's holder. An `other` is Fulcio's username, or another otherName's text. */
export interface Subject {
  type: 'uri' | 'email' | 'dns' | 'ip' | 'other';
  value: string;
}

/** Somebody who holds a private key. */
export interface KeySigner {
  kind: 'key';
  /** sha256 (hex) of the public key (SPKI, DER). */
  keyId: string;
}

/** Fulcio's extensions (1.3.6.1.4.1.57264.1.N) by N; the first five are GitHub's own, older. */
export const claimNames = {
  2: 'githubWorkflowTrigger',
  3: 'githubWorkflowSha',
  4: 'githubWorkflowName',
  5: 'githubWorkflowRepository',
  6: 'githubWorkflowRef',
  9: 'buildSignerURI',
  10: 'buildSignerDigest',
  11: 'runnerEnvironment',
  12: 'sourceRepositoryURI',
  13: 'sourceRepositoryDigest',
  14: 'sourceRepositoryRef',
  15: 'sourceRepositoryIdentifier',
  16: 'sourceRepositoryOwnerURI',
  17: 'sourceRepositoryOwnerIdentifier',
  18: 'buildConfigURI',
  19: 'buildConfigDigest',
  20: 'buildTrigger',
  21: 'runInvocationURI',
  22: 'sourceRepositoryVisibilityAtSigning',
  23: 'deploymentEnvironment',
  24: 'tokenSubject',
} as const;
export type Claim = (typeof claimNames)[keyof typeof claimNames];
