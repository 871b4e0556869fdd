// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import { createLocalJWKSet, errors, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import { Failure } from '../../core/errors.ts';
import { type Uidp, uidp } from '../../core/iam/uidp.ts';
import type { Service } from '../service.ts';

/** Whoever brought a token of ours. */
export interface Principal {
  identity: Uidp;
  issuedAt: Date;
  expiry: Date;
  email?: string | undefined;
  /** Only an e-mail that the upstream issuer vouches for counts where an e-mail decides. */
  emailVerified: boolean;
  /** The upstream identity that the token stands for. */
  act?: { iss: string; sub: string } | undefined;
}

const claims = z.object({
  sub: uidp,
  iat: z.number(),
  exp: z.number(),
  email: z.string().optional(),
  email_verified: z.boolean().default(false),
  act: z.object({ iss: z.string(), sub: z.string() }).optional(),
});

/** How long a set of published keys is used before it is read again, in milliseconds. */
const keysAge = 60_000;

/**
 * Verifies access tokens of ours (RFC 9068): ES256, our issuer, our audience, not expired. A token
 * that was found good is not verified again until it ends; what its bearer may do is never kept.
 */
export function bearers(service: Service): (token: string) => Promise<Principal> {
  const known = new LRUCache<string, Principal>({ max: 20_000 });
  let keys: { read: number; set: ReturnType<typeof createLocalJWKSet> } | undefined;
  const keySet = async (fresh: boolean) => {
    if (keys === undefined || fresh || service.clock() - keys.read > keysAge) {
      const published = await service.keys.published();
      keys = { read: service.clock(), set: createLocalJWKSet({ keys: published }) };
    }
    return keys.set;
  };
  const verify = async (token: string, fresh: boolean): Promise<Principal> => {
    const { payload } = await jwtVerify(token, await keySet(fresh), {
      issuer: service.issuer,
      audience: service.audience,
      algorithms: ['ES256'],
      typ: 'at+jwt',
      currentDate: new Date(service.clock()),
      requiredClaims: ['sub', 'iat', 'exp'],
    });
    const { sub, iat, exp, email, email_verified, act } = claims.parse(payload);
    return {
      identity: sub,
      issuedAt: new Date(iat * 1000),
      expiry: new Date(exp * 1000),
      email,
      emailVerified: email_verified,
      act,
    };
  };
  return async (token) => {
    const key = hash('sha256', token, 'base64');
    const seen = known.get(key);
    if (seen !== undefined && seen.expiry.getTime() > service.clock()) return seen;
    try {
      const principal = await verify(token, false).catch((error: unknown) => {
        if (error instanceof errors.JWKSNoMatchingKey) return verify(token, true);
        throw error;
      });
      known.set(key, principal);
      return principal;
    } catch (cause) {
      // That the keys cannot be read says nothing of the token.
      if (cause instanceof Failure) throw cause;
      throw refused(cause);
    }
  };
}

/** No token, or none that counts. */
export function refused(cause?: unknown): Failure {
  const expired = cause instanceof errors.JWTExpired;
  const why =
    cause === undefined
      ? 'this needs a token'
      : expired
        ? 'the token has expired'
        : 'the token is not one of ours';
  return new Failure('UNAUTHENTICATED', why, { next: 'chainctl auth login', cause });
}
