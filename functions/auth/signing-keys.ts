// SPDX-License-Identifier: Apache-2.0
import { createPublicKey } from 'node:crypto';
import type { JWK } from 'jose';
import { ExternalSigningKey } from 'oidc-provider';
import type { Keys } from '../../ports/keys/port.ts';

/** A key of the keys port as the OpenID Provider wants it: it asks for signatures, never for the key. */
class PortKey extends ExternalSigningKey {
  readonly #keys: Keys;
  readonly #jwk: JWK;
  constructor(keys: Keys, jwk: JWK) {
    super();
    this.#keys = keys;
    this.#jwk = jwk;
    Object.assign(this, { kid: jwk.kid, alg: 'ES256' });
  }
  override keyObject() {
    return createPublicKey({ key: { ...this.#jwk }, format: 'jwk' });
  }
  override async sign(data: Uint8Array) {
    return this.#keys.sign(this.#jwk.kid ?? '', data);
  }
}

/** The published keys, the one that signs first. */
export const signingKeys = (keys: Keys, published: JWK[]): ExternalSigningKey[] =>
  published.map((jwk) => new PortKey(keys, jwk));
