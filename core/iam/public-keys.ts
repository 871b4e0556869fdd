// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';

/** The members of a JSON Web Key that only its owner may know (RFC 7518 §6), and shared secrets. */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const;
const none = z.never('is part of a private key').optional();
const refused = Object.fromEntries(privateMembers.map((name) => [name, none]));

/** Numbers and coordinates in base64url; the shortest RSA modulus is of 2048 bits, the longest of 8192. */
const base64url = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[\w-]+$/, 'is not base64url');
const modulus = base64url(1366).min(342, 'is shorter than 2048 bits');

const common = {
  kid: z.string().min(1, 'is empty').max(256).optional(),
  alg: z.enum(['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA']).optional(),
  use: z.literal('sig').optional(),
  ...refused,
};

/** One public key with which signatures are verified (RFC 7517): asymmetric, without private members. */
const publicKey = z.discriminatedUnion('kty', [
  z.object({ kty: z.literal('RSA'), n: modulus, e: base64url(8), ...common }),
  z.object({
    kty: z.literal('EC'),
    crv: z.enum(['P-256', 'P-384', 'P-521']),
    x: base64url(88),
    y: base64url(88),
    ...common,
  }),
  z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: base64url(43), ...common }),
]);
export type PublicKey = z.output<typeof publicKey>;

/** The most keys that a cluster may have at a time: the one that signs, and some around a rotation. */
export const mostKeys = 10;

/** The keys of one signer, each with an id of its own where there are several. */
export const publicKeys = z
  .array(publicKey)
  .min(1, 'names no key')
  .max(mostKeys, `names more than ${mostKeys} keys`)
  .refine(
    (keys) => new Set(keys.map(({ kid }) => kid)).size === keys.length,
    'names two keys with the same kid',
  );
