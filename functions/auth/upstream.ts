// SPDX-License-Identifier: Apache-2.0
import {
  createLocalJWKSet,
  decodeJwt,
  errors,
  type JWTPayload,
  type JWTVerifyOptions,
  jwtVerify,
} from 'jose';
import type { Uidp } from '../../core/iam/uidp.ts';
import { identities } from '../../store/collections.ts';
import { find } from '../../store/kind.ts';
import { refused } from '../http/bearer.ts';
import type { Service } from '../service.ts';
import { developmentType } from './development.ts';
import { issuerKeys } from './issuer-keys.ts';
import { matchClaims } from './match.ts';
import type { Subject } from './mint.ts';
import type { Upstream } from './people.ts';

/** Verifies tokens of other issuers. Both throw Failure UNAUTHENTICATED. */
export interface UpstreamVerifier {
  /** The person that the token names: its issuer is one that people log in with, and it is meant for us. */
  person: (token: string) => Promise<Upstream>;
  /** The machine identity, if the token fits its claim match. */
  machine: (token: string, identity: Uidp) => Promise<Subject>;
}

/** Signature algorithms that are taken: asymmetric ones only. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** The longest token that is looked at, in characters. */
const longest = 16_384;

/** Keys are fetched only for issuers that configuration or a stored identity names. */
export function upstreamVerifier(service: Service): UpstreamVerifier {
  const keysOf = issuerKeys(service.clock, service.development !== undefined);

  const verified = async (
    token: string,
    options: JWTVerifyOptions & { issuer: string },
  ): Promise<JWTPayload> => {
    const common = {
      ...options,
      clockTolerance: 30,
      currentDate: new Date(service.clock()),
      requiredClaims: ['sub', 'exp', 'aud'],
    };
    if (options.issuer === service.development?.issuer) {
      const keys = createLocalJWKSet({ keys: await service.keys.published() });
      const own = { ...common, typ: developmentType, algorithms: ['ES256'] };
      return (await jwtVerify(token, keys, own)).payload;
    }
    const attempt = async (fresh: boolean) =>
      (await jwtVerify(token, await keysOf(options.issuer, fresh), { ...common, algorithms }))
        .payload;
    return attempt(false).catch((error: unknown) => {
      if (error instanceof errors.JWKSNoMatchingKey) return attempt(true);
      throw error;
    });
  };

  const person = async (token: string): Promise<Upstream> => {
    const issuer = issuerOf(token);
    const provider = service.loginProviders.find((each) => each.issuer === issuer);
    if (provider === undefined && issuer !== service.development?.issuer) throw refused(issuer);
    const audience = [service.issuer, ...(provider === undefined ? [] : [provider.clientId])];
    const payload = await verified(token, { issuer, audience });
    const email = typeof payload['email'] === 'string' ? payload['email'] : undefined;
    const emailVerified = payload['email_verified'] === true;
    return { issuer, subject: payload.sub ?? '', email, emailVerified };
  };

  const machine = async (token: string, id: Uidp): Promise<Subject> => {
    const identity = await find(service.documents, identities, id);
    const issuer = issuerOf(token);
    if (identity === undefined || identity.claimMatch.issuer !== issuer) throw refused(issuer);
    const payload = await verified(token, { issuer });
    matchClaims(identity.claimMatch, payload, service.issuer);
    return { id, emailVerified: false, act: { iss: issuer, sub: payload.sub ?? '' } };
  };

  const judged =
    <A extends unknown[], T>(judge: (token: string, ...rest: A) => Promise<T>) =>
    (token: string, ...rest: A): Promise<T> =>
      judge(token, ...rest).catch((error: unknown) => {
        throw error instanceof errors.JOSEError ? refused(error) : error;
      });
  return { person: judged(person), machine: judged(machine) };
}

/** Who the token says it is from, before anything of it is believed. */
function issuerOf(token: string): string {
  if (token.length > longest) throw refused(token.length);
  const { iss = '' } = decodeJwt(token);
  // Google has written its issuer without a scheme for a long time.
  return iss === 'accounts.google.com' ? 'https://accounts.google.com' : iss;
}
