// SPDX-License-Identifier: Apache-2.0
import { createHash, createPublicKey } from 'node:crypto';
import { derToJose } from 'ecdsa-sig-formatter';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { Failure } from '../../core/errors.ts';
import { crc32c } from './crc32c.ts';
import type { KmsClient } from './kms-client.ts';
import type { Keys } from './port.ts';
import { publishedBefore, turns } from './turns.ts';

/** How long a list of versions is used before it is read again, in milliseconds. */
const age = 60_000;

/** A version of the key in Cloud KMS. */
interface Version {
  /** `projects/…/cryptoKeyVersions/1`. */
  name: string;
  signsFrom: number;
  jwk: JWK;
}

export interface KmsOptions {
  client: () => Promise<KmsClient>;
  /** `projects/…/locations/…/keyRings/…/cryptoKeys/…`, of purpose ASYMMETRIC_SIGN. */
  cryptoKey: string;
  clock: () => number;
}

/**
 * The enabled versions of a key in Cloud KMS (EC_SIGN_P256_SHA256). Rotation is a new version: it is
 * published at once and signs ten minutes after it was made. A version that was disabled is gone
 * within a minute. While Cloud KMS does not answer, the last list serves for ten minutes, in which
 * no key can begin to sign that is not on it.
 */
export function kmsKeys({ client, cryptoKey, clock }: KmsOptions): Keys {
  const jwks = new Map<string, Promise<JWK>>();
  let listed: { at: number; versions: Version[] } | undefined;
  let reading: Promise<Version[]> | undefined;

  const jwkOf = (name: string): Promise<JWK> => {
    const jwk = jwks.get(name) ?? publicJwk(client, name);
    jwks.set(name, jwk);
    jwk.catch(() => jwks.delete(name));
    return jwk;
  };
  const read = async (): Promise<Version[]> => {
    const found = await enabled(await asked(client()), cryptoKey);
    const versions = await Promise.all(
      found.map(async ({ name, createTime }) => {
        const signsFrom = Number(createTime.seconds) * 1000 + publishedBefore;
        return { name, signsFrom, jwk: await jwkOf(name) };
      }),
    );
    if (versions.length === 0) throw unusable(`${cryptoKey} has no enabled version`);
    listed = { at: clock(), versions };
    return versions;
  };
  const current = async (): Promise<Version[]> => {
    if (listed !== undefined && clock() - listed.at < age) return listed.versions;
    reading ??= read().finally(() => {
      reading = undefined;
    });
    const had = listed;
    return reading.catch((error: unknown) => {
      const away = error instanceof Failure && error.code === 'UNAVAILABLE';
      if (away && had !== undefined && clock() - had.at < publishedBefore) return had.versions;
      throw error;
    });
  };
  const published = async (): Promise<Version[]> => turns(await current(), clock());

  return {
    published: async () => (await published()).map(({ jwk }) => jwk),
    current: async () => (await published())[0]?.jwk.kid ?? '',
    sign: async (kid, bytes) => {
      const version = (await published()).find(({ jwk }) => jwk.kid === kid);
      if (version === undefined) throw new Failure('NOT_FOUND', `no key ${kid} signs here`);
      return signature(await asked(client()), version.name, bytes);
    },
  };
}

async function enabled(kms: KmsClient, parent: string) {
  const found = [];
  for (let pageToken = ''; ; ) {
    const request = { parent, filter: 'state=ENABLED', pageToken };
    const page = await asked(kms.listCryptoKeyVersions(request));
    found.push(...page.cryptoKeyVersions);
    pageToken = page.nextPageToken;
    if (pageToken === '') return found;
  }
}

async function publicJwk(client: KmsOptions['client'], name: string): Promise<JWK> {
  const kms = await asked(client());
  const { pem, pemCrc32c, algorithm } = await asked(kms.getPublicKey({ name }));
  if (algorithm !== 'EC_SIGN_P256_SHA256') throw unusable(`${name} is not EC_SIGN_P256_SHA256`);
  intact(Buffer.from(pem), pemCrc32c?.value);
  const jwk = createPublicKey(pem).export({ format: 'jwk' });
  return { ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'ES256', use: 'sig' };
}

async function signature(kms: KmsClient, name: string, bytes: Uint8Array): Promise<Uint8Array> {
  const sha256 = createHash('sha256').update(bytes).digest();
  const request = { name, digest: { sha256 }, digestCrc32c: { value: crc32c(sha256) } };
  const signed = await asked(kms.asymmetricSign(request));
  if (!signed.verifiedDigestCrc32c || signed.name !== name) throw damaged();
  const der = Buffer.from(signed.signature);
  intact(der, signed.signatureCrc32c?.value);
  return Buffer.from(derToJose(der, 'ES256'), 'base64url');
}

function intact(bytes: Uint8Array, sum: unknown): void {
  if (String(sum) !== String(crc32c(bytes))) throw damaged();
}

/** What Cloud KMS answers; its own words stay in the cause. */
async function asked<T>(call: Promise<T>): Promise<T> {
  return call.catch((cause: unknown) => {
    throw new Failure('UNAVAILABLE', 'the signing keys cannot be reached; try again', {
      next,
      cause,
    });
  });
}

const next = 'the same request again';

const damaged = (): Failure =>
  new Failure('UNAVAILABLE', 'an answer of the signing keys was damaged on its way; try again', {
    next,
  });

const unusable = (fault: string): Failure => new Failure('FAILED_PRECONDITION', fault);
