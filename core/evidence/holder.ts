// SPDX-License-Identifier: Apache-2.0

import type { Carried } from './carried.ts';
import { checkLeaf } from './certificate.ts';
import { signerOf } from './certificate-signer.ts';
import type { Demand } from './demand.ts';
import type { KeptCertificate } from './kept-certificate.ts';
import { keyThatSigned, namedKey } from './key-signer.ts';
import type { PublicKey } from './public-key.ts';
import { orRefuse, Refusal } from './refusal.ts';
import type { KeylessSigner, KeySigner, Signer } from './signer.ts';

/** Who is to have signed: a key that does fit, or a certificate of which nothing is proven yet. */
export type Holder =
  | { key: PublicKey; signer: KeySigner }
  | { certificate: KeptCertificate; signer: KeylessSigner };

/**
 * Who signed, of the kind that the demand wants.
 * @throws Refusal
 */
export function holderOf(carried: Carried, { signer: wanted }: Demand): Holder {
  if (wanted.kind === 'key') {
    const key = keyThatSigned(carried, wanted.keys);
    return { key, signer: { kind: 'key', keyId: key.id } };
  }
  const { certificate } = carried;
  if (certificate === undefined) {
    throw new Refusal('other-kind-of-signer', 'it is signed with a key, without a certificate', {
      expected: 'a certificate',
      got: `key ${namedKey(carried) ?? 'that it does not name'}`,
    });
  }
  return orRefuse('certificate-invalid', 'the certificate cannot be read', () => {
    checkLeaf(certificate);
    return { certificate, signer: signerOf(certificate) };
  });
}

/** Whom the carrier names, nothing proven; undefined if it names nobody. */
export function claimedSigner(carried: Carried): Signer | undefined {
  try {
    if (carried.certificate !== undefined) return signerOf(carried.certificate);
  } catch {
    return undefined;
  }
  const keyId = namedKey(carried);
  return keyId === undefined ? undefined : { kind: 'key', keyId };
}
