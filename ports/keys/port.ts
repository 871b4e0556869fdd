// SPDX-License-Identifier: Apache-2.0
import type { JWK } from 'jose';

/**
 * The keys that sign our tokens: ES256 (RFC 7518 §3.4), the private half never leaves. A new key is
 * published before it signs, an old one stays published until what it signed has expired.
 */
export interface Keys {
  /** Every public key that may still have signed something, each with `kid`, `alg` and `use`; the signing one first. */
  published(): Promise<JWK[]>;
  /** The id of the key that signs now. */
  current(): Promise<string>;
  /**
   * The signature of the bytes in IEEE P1363 form (r‖s, 64 bytes), as JWS wants it, by the key named.
   * @throws Failure NOT_FOUND when that key is not published
   */
  sign(kid: string, bytes: Uint8Array): Promise<Uint8Array>;
}
