// SPDX-License-Identifier: Apache-2.0
import { createPublicKey } from 'node:crypto';
import { EXTENSION_OID_SCT, pem, type X509Certificate } from '@sigstore/core';
import { KeptCertificate } from './kept-certificate.ts';
import { keyId } from './public-key.ts';
import { Refusal } from './refusal.ts';

const extendedKeyUsage = '2.5.29.37';
/** id-kp-codeSigning, 1.3.6.1.5.5.7.3.3. */
const codeSigning = '1.3.6.1.5.5.7.3.3';

/** The certificate in PEM, with a new line at its end. */
export const pemOf = (certificate: KeptCertificate): string => pem.fromDER(certificate.der);

/** sha256 (hex) of the certificate's public key. */
export const certificateKeyId = (certificate: X509Certificate): string =>
  keyId(createPublicKey({ key: certificate.publicKey, format: 'der', type: 'spki' }));

/**
 * Holds a signer's certificate to what Fulcio issues and cosign asks for: no authority's, and for
 * signing code (RFC 5280, 4.2.1.12). Chain and time are `@sigstore/verify`'s.
 * @throws Refusal `certificate-invalid`
 */
export function checkLeaf(certificate: X509Certificate): void {
  if (certificate.extBasicConstraints?.isCA === true) {
    throw new Refusal('certificate-invalid', 'the certificate is an authority’s, not a signer’s');
  }
  const usages = certificate.extension(extendedKeyUsage)?.valueObj.subs[0]?.subs ?? [];
  const got = usages.map((each) => each.toOID());
  if (got.includes(codeSigning)) return;
  throw new Refusal('certificate-invalid', 'the certificate is not for signing code', {
    expected: `extended key usage ${codeSigning}`,
    got: got.join(', ') || 'none',
  });
}

/**
 * A certificate whose SCTs are not looked at: `@sigstore/verify` has no such option, and refuses an
 * SCT of an unknown log even where none is asked for. It takes SCTs from a copy, and this one's copies
 * have none.
 */
export class WithoutScts extends KeptCertificate {
  override clone(): X509Certificate {
    const copy = super.clone();
    const at = copy.extensions.findIndex((each) => each.subs[0]?.toOID() === EXTENSION_OID_SCT);
    if (at >= 0) copy.extensions.splice(at, 1);
    return copy;
  }
}
