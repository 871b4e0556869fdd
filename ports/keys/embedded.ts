// SPDX-License-Identifier: Apache-2.0
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { z } from 'zod';
import type { Keys } from './port.ts';

/** Between its publication and its first signature, a key waits until verifiers have read it. */
const published = 10 * 60_000;
/** After the last signature of a key, longer than any token of ours lives. */
const retained = 24 * 3_600_000;

const file = z.array(
  z.object({
    kid: z.string(),
    pem: z.string(),
    /** Milliseconds since 1970: when it begins to sign. */
    signsFrom: z.number(),
  }),
);
type Kept = z.output<typeof file>;

/** Keys in a file, which can be rotated. */
export interface FileKeys extends Keys {
  /** Makes a key that signs ten minutes from now, and forgets those that can be forgotten. */
  rotate(): Promise<void>;
}

/** Keys from the file, readable by its owner only; made on the first start. */
export async function fileKeys(path: string, clock: () => number): Promise<FileKeys> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  let keys: Kept = text === undefined ? [] : file.parse(JSON.parse(text));
  const keep = async (next: Kept) => {
    await writeFile(`${path}.new`, JSON.stringify(next), { mode: 0o600, flush: true });
    await rename(`${path}.new`, path);
    keys = next;
  };
  if (keys.length === 0) await keep([await newKey(clock())]);

  /** The newest that may sign already; the others of those that may have signed. */
  const ordered = (): Kept => {
    const ready = keys.filter(({ signsFrom }) => signsFrom <= clock());
    const signing = ready.toSorted((a, b) => b.signsFrom - a.signsFrom)[0] ?? keys[0];
    return signing === undefined ? [] : [signing, ...keys.filter((each) => each !== signing)];
  };
  return {
    published: async () => ordered().map(publicJwk),
    current: async () => ordered()[0]?.kid ?? '',
    sign: async (kid, bytes) => {
      const key = keys.find((each) => each.kid === kid);
      if (key === undefined) throw new Error(`there is no key ${kid}`);
      return sign('sha256', bytes, { key: createPrivateKey(key.pem), dsaEncoding: 'ieee-p1363' });
    },
    rotate: async () => {
      const [signing, ...others] = ordered();
      const recent = others.filter(({ signsFrom }) => signsFrom > clock() - retained);
      const fresh = await newKey(clock() + published);
      await keep([...(signing === undefined ? [] : [signing]), ...recent, fresh]);
    },
  };
}

async function newKey(signsFrom: number): Promise<Kept[number]> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = await calculateJwkThumbprint(publicKey.export({ format: 'jwk' }));
  return { kid, pem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), signsFrom };
}

const publicJwk = ({ kid, pem }: Kept[number]): JWK => ({
  ...createPublicKey(pem).export({ format: 'jwk' }),
  kid,
  alg: 'ES256',
  use: 'sig',
});
