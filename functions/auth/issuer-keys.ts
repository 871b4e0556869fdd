// SPDX-License-Identifier: Apache-2.0
import { createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import { Failure } from '../../core/errors.ts';
import { fetchJson, isLocal, type Reach } from './outgoing.ts';

const discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });
const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });

/** How long keys are used before they are read again, and the least time between two readings. */
const age = 10 * 60_000;
const cooldown = 10_000;

export type KeySet = ReturnType<typeof createLocalJWKSet>;

/**
 * The keys of issuers by OpenID Connect Discovery 1.0 §4, kept for ten minutes. `fresh` reads them
 * again, for a key that is not known yet. No issuer is asked more often than every ten seconds,
 * whether or not it answered.
 */
export function issuerKeys(clock: () => number, reachOf: (issuer: string) => Reach) {
  const known = new LRUCache<string, { at: number; failed: boolean; keys: Promise<KeySet> }>({
    max: 1000,
  });
  return (issuer: string, fresh = false): Promise<KeySet> => {
    const had = known.get(issuer);
    const elapsed = had === undefined ? Number.POSITIVE_INFINITY : clock() - had.at;
    if (had !== undefined && elapsed < (fresh || had.failed ? cooldown : age)) return had.keys;
    const entry = { at: clock(), failed: false, keys: discover(issuer, reachOf(issuer)) };
    known.set(issuer, entry);
    entry.keys.catch(() => {
      entry.failed = true;
    });
    return entry.keys;
  };
}

async function discover(issuer: string, reach: Reach): Promise<KeySet> {
  const base = issuer.replace(/\/$/, '');
  const metadata = discovery.safeParse(
    await fetchJson(`${base}/.well-known/openid-configuration`, reach),
  );
  if (!metadata.success || metadata.data.issuer !== issuer) throw undescribed(issuer);
  // Only an issuer on this machine may point to this machine.
  const onward = reach === 'loopback' && !isLocal(new URL(issuer)) ? 'public' : reach;
  const found = keySet.safeParse(await fetchJson(metadata.data.jwks_uri, onward));
  if (!found.success) throw undescribed(issuer);
  return createLocalJWKSet(found.data satisfies object as JSONWebKeySet);
}

const undescribed = (issuer: string): Failure =>
  new Failure('UNAVAILABLE', `${issuer} does not describe itself as an OpenID issuer`, {
    place: 'issuer',
    next: 'chainctl iam identities list',
  });
