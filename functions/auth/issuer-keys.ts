// SPDX-License-Identifier: Apache-2.0
import { createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { Failure } from '../../core/errors.ts';
import { fetchJson } from './outgoing.ts';

const discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });
const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });

/** How long keys are used before they are read again, and the least time between two readings. */
const age = 10 * 60_000;
const cooldown = 10_000;

type KeySet = ReturnType<typeof createLocalJWKSet>;

/**
 * The keys of issuers by OpenID Connect Discovery 1.0 §4, kept for ten minutes. `fresh` reads them
 * again, for a key that is not known yet, though not more often than every ten seconds.
 */
export function issuerKeys(clock: () => number, loopback: boolean) {
  const known = new LRUCache<string, { at: number; keys: Promise<KeySet> }>({ max: 1000 });
  return (issuer: string, fresh = false): Promise<KeySet> => {
    const had = known.get(issuer);
    const elapsed = had === undefined ? Number.POSITIVE_INFINITY : clock() - had.at;
    if (had !== undefined && elapsed < (fresh ? cooldown : age)) return had.keys;
    const keys = discover(issuer, loopback);
    known.set(issuer, { at: clock(), keys });
    keys.catch(() => known.delete(issuer));
    return keys;
  };
}

async function discover(issuer: string, loopback: boolean): Promise<KeySet> {
  const base = issuer.replace(/\/$/, '');
  const metadata = discovery.safeParse(
    await fetchJson(`${base}/.well-known/openid-configuration`, loopback),
  );
  if (!metadata.success || metadata.data.issuer.replace(/\/$/, '') !== base) {
    throw new Failure('UNAVAILABLE', `${issuer} does not describe itself as an OpenID issuer`);
  }
  const found = keySet.parse(await fetchJson(metadata.data.jwks_uri, loopback));
  return createLocalJWKSet(found satisfies object as JSONWebKeySet);
}
