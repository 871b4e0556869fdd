// SPDX-License-Identifier: Apache-2.0
import { createLocalJWKSet, errors, importJWK, type JSONWebKeySet, type JWTPayload } from 'jose';
import * as z from 'zod';
import { Failure } from '../../core/errors.ts';
import type { PublicKey } from '../../core/iam/public-keys.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import { clusters, type StoredCluster } from '../../store/collections.ts';
import { find } from '../../store/kind.ts';
import { agentAccount } from '../../store/registration.ts';
import type { Service } from '../service.ts';
import type { Subject } from './mint.ts';
import { unproven, whyUnproven } from './unproven.ts';
import { issuerOf, shown, type Verified } from './upstream.ts';

/** Verifies the tokens of agents' service accounts. Both throw Failure UNAUTHENTICATED. */
export interface AgentVerifier {
  /** Who signed the token, and which service account it is of; by the keys given, or those published. */
  account: (token: string, keys: PublicKey[] | undefined) => Promise<Account>;
  /** The cluster that is named: only its own keys and its own service account count. */
  cluster: (token: string, id: Uidp) => Promise<{ cluster: StoredCluster; subject: Subject }>;
}

interface Account {
  issuer: string;
  /** The uid of the service account, where the token tells. */
  account: string | undefined;
}

const cure = 'chainctl cluster install';
const longestIssuer = 1024;

/** Judges tokens by what a cluster registered, never by what the token says of itself. */
export function agentVerifier(service: Service, verified: Verified): AgentVerifier {
  const proven = async (token: string, issuer: string, keys: PublicKey[] | undefined) => {
    const own = [service.issuer, service.development?.issuer];
    if (own.includes(issuer)) throw unproven('the token is of no cluster', undefined, cure);
    const set = keys && createLocalJWKSet({ keys } satisfies object as JSONWebKeySet);
    const payload = await verified(token, issuer, [service.issuer], set);
    if (payload.sub === agentAccount) return accountIn(payload);
    throw unproven(`the token is not one of ${agentAccount}`, undefined, cure);
  };

  const account = async (token: string, keys: PublicKey[] | undefined): Promise<Account> => {
    const issuer = issuerOf(token);
    if (issuer === '' || issuer.length > longestIssuer) throw unproven('the token has no issuer');
    if (keys !== undefined) await importable(keys, 'cluster.keys');
    else if (!URL.canParse(issuer)) throw unreachable(issuer);
    const uid = await proven(token, issuer, keys).catch((cause: unknown) => {
      const unread = cause instanceof Failure && cause.code !== 'UNAUTHENTICATED';
      throw unread && keys === undefined ? unreachable(issuer, cause) : cause;
    });
    return { issuer, account: uid };
  };

  const cluster = async (token: string, id: Uidp) => {
    const issuer = issuerOf(token);
    const found = await find(service.documents, clusters, id);
    // One answer for a cluster that is not there and for one of another issuer.
    if (found?.issuer !== issuer) {
      const why = `there is no cluster ${id} that takes tokens of ${shown(issuer)}`;
      throw unproven(why, undefined, cure);
    }
    const uid = await proven(token, issuer, found.keys);
    if (uid !== found.account) {
      throw unproven('the service account is not the one that registered', undefined, cure);
    }
    const act = { iss: issuer, sub: agentAccount };
    return { cluster: found, subject: { id, emailVerified: false, act } };
  };

  const judged =
    <A extends unknown[], T>(judge: (token: string, ...rest: A) => Promise<T>) =>
    (token: string, ...rest: A): Promise<T> =>
      judge(token, ...rest).catch((error: unknown) => {
        throw error instanceof errors.JOSEError ? whyUnproven(error, cure) : error;
      });
  return { account: judged(account), cluster: judged(cluster) };
}

/** What Kubernetes says of the account beside its name, in tokens that it binds to a pod. */
const bound = z.object({
  'kubernetes.io': z.object({ serviceaccount: z.object({ uid: z.string().max(100) }) }),
});

const accountIn = (payload: JWTPayload): string | undefined =>
  bound.safeParse(payload).data?.['kubernetes.io'].serviceaccount.uid;

/** Demands keys that are what they say: points on their curve, numbers of their length. */
export async function importable(keys: PublicKey[], place: string): Promise<void> {
  const judged = await Promise.all(
    keys.map(async (key, index) => {
      const alg = key.alg ?? usual[key.kty === 'RSA' ? 'RSA' : key.crv];
      const read = importJWK(JSON.parse(JSON.stringify(key)), alg);
      const fits = await read.then(
        () => true,
        () => false,
      );
      return fits ? [] : [{ place: `${place}[${index}]`, fault: 'is not a public key' }];
    }),
  );
  const faults = judged.flat();
  if (faults.length === 0) return;
  throw new Failure('INVALID_ARGUMENT', 'not every key is a public key', {
    place,
    faults,
    next: cure,
  });
}

const usual = {
  RSA: 'RS256',
  'P-256': 'ES256',
  'P-384': 'ES384',
  'P-521': 'ES512',
  Ed25519: 'EdDSA',
} as const;

const unreachable = (issuer: string, cause?: Failure): Failure =>
  new Failure(
    cause?.code ?? 'INVALID_ARGUMENT',
    `the keys of ${shown(issuer)} cannot be read from here, and the cluster brought none`,
    { place: 'issuer', next: 'chainctl cluster install --private', cause },
  );
