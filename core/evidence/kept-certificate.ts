// SPDX-License-Identifier: Apache-2.0
import { ASN1Obj, X509Certificate } from '@sigstore/core';
import { AsRead, ofParts, partsOf } from './as-read.ts';

/** The tag of a certificate's extensions (RFC 5280, 4.1). */
const extensions = 3;

/**
 * A certificate that answers the same question once. `@sigstore/verify` compares and verifies the trust
 * root's own chain for each signature; nothing of a certificate ever changes, nor which key issued it.
 */
export class KeptCertificate extends X509Certificate {
  /** The certificate as it was issued. */
  readonly der: Buffer;
  readonly #issued = new WeakMap<X509Certificate, boolean>();
  #publicKey: Buffer | undefined;

  /** @throws Error if it is no certificate */
  constructor(der: Uint8Array) {
    const own = Buffer.from(der);
    super(read(own));
    this.der = own;
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

  /** A copy from whose extensions some can be taken: what they lie in is then encoded anew. */
  override clone(): X509Certificate {
    const { tag, value, subs } = this.root;
    const [signed, ...rest] = subs;
    if (signed === undefined) return super.clone();
    const parts = signed.subs.map((part) =>
      part.tag.isContextSpecific(extensions)
        ? new ASN1Obj(part.tag, part.value, part.subs.map(ofParts))
        : part,
    );
    const copy = new ASN1Obj(signed.tag, signed.value, parts);
    return new X509Certificate(new ASN1Obj(tag, value, [copy, ...rest]));
  }
}

function read(der: Buffer<ArrayBuffer>): ASN1Obj {
  const { tag, value, subs } = ASN1Obj.parseBuffer(der);
  const [signed, ...rest] = partsOf(new ASN1Obj(tag, value, subs));
  if (signed === undefined) throw new Error('it is no certificate');
  const parts = new ASN1Obj(signed.tag, signed.value, partsOf(signed));
  const kept = new AsRead(parts, signed.toDER());
  return new AsRead(new ASN1Obj(tag, value, [kept, ...rest]), der);
}
