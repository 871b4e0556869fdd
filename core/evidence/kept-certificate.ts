// SPDX-License-Identifier: Apache-2.0
import { X509Certificate } from '@sigstore/core';

/**
 * A certificate that answers the same question once. `@sigstore/core` encodes a certificate anew each
 * time that it is compared or verified, and `@sigstore/verify` compares and verifies the trust root's
 * own chain for each signature; nothing of a certificate ever changes, nor which key issued it.
 */
export class KeptCertificate extends X509Certificate {
  readonly #issued = new WeakMap<X509Certificate, boolean>();
  #der: Buffer | undefined;
  #publicKey: Buffer | undefined;

  /** The certificate as it was issued. */
  get der(): Buffer {
    this.#der ??= this.root.toDER();
    return this.#der;
  }

  override get publicKey(): Buffer {
    this.#publicKey ??= super.publicKey;
    return this.#publicKey;
  }

  override verify(issuer: X509Certificate = this): boolean {
    const known = this.#issued.get(issuer);
    if (known !== undefined) return known;
    const holds = super.verify(issuer);
    this.#issued.set(issuer, holds);
    return holds;
  }

  override equals(other: X509Certificate): boolean {
    return other instanceof KeptCertificate ? this.der.equals(other.der) : super.equals(other);
  }
}
