// SPDX-License-Identifier: Apache-2.0
import { createLocalJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import type { Uidp } from '../../core/iam/uidp.ts';
import { identities } from '../../store/collections.ts';
import { find } from '../../store/kind.ts';
import type { Service } from '../service.ts';
import { developmentType } from './development.ts';
import { issuerKeys, type KeySet } from './issuer-keys.ts';
import type { Subject } from './mint.ts';
import type { Reach } from './outgoing.ts';
import type { Upstream } from './people.ts';
import { unproven, whyUnproven } from './unproven.ts';

/** Verifies tokens of other issuers. Both throw Failure UNAUTHENTICATED. */
export interface UpstreamVerifier {
  /** The person that the token names: its issuer is one that people log in with, and it is meant for us. */
  person: (token: string) => Promise<Upstream>;
  /** The machine identity. @throws Failure PERMISSION_DENIED with each claim that does not fit */
  machine: (token: string, identity: Uidp) => Promise<Subject>;
}

/** Signature algorithms that are taken: asymmetric ones only. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA'];

/** How far the clock of an issuer may differ from ours, in seconds. */
const skew = 30;

/**
 * Verifies a token of the issuer, for an audience where one is given, with the keys that are given or
 * that it publishes. @throws JOSEError, Failure UNAUTHENTICATED
 */
export type Verified = (
  token: string,
  issuer: string,
  audience?: string[],
  keys?: KeySet,
) => Promise<JWTPayload>;

/** Keys are fetched only for issuers that configuration or a stored identity names. */
export function upstreamVerification(service: Service): Verified {
  const { development, loginProviders } = service;
  const reachOf = (issuer: string): Reach => {
    if (loginProviders.some((each) => each.issuer === issuer)) return 'configured';
    return development === undefined ? 'public' : 'loopback';
  };
  const keysOf = issuerKeys(service.clock, reachOf);

  return async (token, issuer, audience, keys) => {
    const demanded = {
      issuer: spellings(issuer),
      clockTolerance: skew,
      currentDate: new Date(service.clock()),
      requiredClaims: ['sub', 'exp', 'iat', 'aud'],
      ...(audience === undefined ? {} : { audience }),
    };
    if (keys !== undefined) {
      return issued(await jwtVerify(token, keys, { ...demanded, algorithms }), service.clock());
    }
    if (development !== undefined && issuer === development.issuer) {
      const published = createLocalJWKSet({ keys: await service.keys.published() });
      const own = { ...demanded, typ: developmentType, algorithms: ['ES256'] };
      return issued(await jwtVerify(token, published, own), service.clock());
    }
    const attempt = async (fresh: boolean) =>
      jwtVerify(token, await keysOf(issuer, fresh), { ...demanded, algorithms });
    const result = await attempt(false).catch((error: unknown) => {
      if (error instanceof errors.JWKSNoMatchingKey) return attempt(true);
      throw error;
    });
    return issued(result, service.clock());
  };
}

/** Judges people and machine identities by their tokens. */
export function upstreamVerifier(service: Service, verified: Verified): UpstreamVerifier {
  const { development, loginProviders } = service;

  const person = async (token: string): Promise<Upstream> => {
    const issuer = issuerOf(token);
    const provider = loginProviders.find((each) => each.issuer === issuer);
    if (provider === undefined && issuer !== development?.issuer) {
      throw unproven(`nobody logs in here with tokens of ${shown(issuer)}`);
    }
    const audience = [service.issuer, ...(provider === undefined ? [] : [provider.clientId])];
    const payload = await verified(token, issuer, audience);
    const email = typeof payload['email'] === 'string' ? payload['email'] : undefined;
    const emailVerified = email !== undefined && payload['email_verified'] === true;
    return { issuer, subject: payload.sub ?? '', email, emailVerified };
  };

  const machine = async (token: string, id: Uidp): Promise<Subject> => {
    const issuer = issuerOf(token);
    const identity = await find(service.documents, identities, id);
    // One answer for an identity that is not there and for one of another issuer.
    if (identity?.claimMatch.issuer !== issuer || issuer === service.issuer) {
      throw unproven(`there is no identity ${id} that takes tokens of ${shown(issuer)}`);
    }
    const payload = await verified(token, issuer);
    // It brings an engine of expressions, for which nobody else waits.
    const { matchClaims } = await import('./match.ts');
    matchClaims(identity.claimMatch, payload, service.issuer);
    // The issuer is a tenant's choice, so what it says of an e-mail counts nowhere.
    return { id, emailVerified: false, act: { iss: issuer, sub: payload.sub ?? '' } };
  };

  const judged =
    <A extends unknown[], T>(judge: (token: string, ...rest: A) => Promise<T>) =>
    (token: string, ...rest: A): Promise<T> =>
      judge(token, ...rest).catch((error: unknown) => {
        throw error instanceof errors.JOSEError ? whyUnproven(error) : error;
      });
  return { person: judged(person), machine: judged(machine) };
}

/** Refuses what was signed in the future (RFC 7519 leaves that to us). */
function issued({ payload }: { payload: JWTPayload }, now: number): JWTPayload {
  if ((payload.iat ?? 0) * 1000 <= now + skew * 1000) return payload;
  throw unproven('the token was issued in the future, by the clock here');
}

const google = 'https://accounts.google.com';

/** Google has written its issuer without a scheme for a long time. */
const spellings = (issuer: string): string[] =>
  issuer === google ? [google, 'accounts.google.com'] : [issuer];

/** The longest token that is looked at, in characters. */
const longest = 16_384;

/** Who the token says it is from, before anything of it is believed. */
export function issuerOf(token: string): string {
  if (token.length > longest) {
    throw unproven(`the token is longer than ${longest} characters`);
  }
  const { iss } = decodeJwt(token);
  return iss === 'accounts.google.com' ? google : String(iss ?? '');
}

/** An issuer as it may stand in a message. */
export const shown = (issuer: string): string => JSON.stringify(issuer.slice(0, 200));
