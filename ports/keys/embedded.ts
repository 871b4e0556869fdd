// SPDX-License-Identifier: Apache-2.0
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { calculateJwkThumbprint, type JWK } from 'jose';
import * as z from 'zod';
import { Failure } from '../../core/errors.ts';
import type { Keys } from './port.ts';
import { publishedBefore, turns } from './turns.ts';

const file = z
  .array(
    z.object({
      kid: z.string(),
      pem: z.string(),
      /** Milliseconds since 1970: when it begins to sign. */
      signsFrom: z.number(),
    }),
  )
  .min(1);
type Kept = z.output<typeof file>;

/** Keys in a file, which can be rotated. */
export interface FileKeys extends Keys {
  /** Makes a key that signs ten minutes from now, and forgets those that can be forgotten. */
  rotate(): Promise<void>;
}

/**
 * Keys from the file, readable by its owner only; made on the first start.
 * @throws Failure FAILED_PRECONDITION when the file holds something else
 */
export async function fileKeys(path: string, clock: () => number): Promise<FileKeys> {
  let keys = await read(path);
  const keep = async (next: Kept) => {
    await rm(`${path}.new`, { force: true });
    await writeFile(`${path}.new`, JSON.stringify(next), { mode: 0o600, flag: 'wx', flush: true });
    await rename(`${path}.new`, path);
    keys = next;
  };
  if (keys.length === 0) await keep([await newKey(clock())]);
  let rotating = Promise.resolve();

  return {
    published: async () => turns(keys, clock()).map(publicJwk),
    current: async () => turns(keys, clock())[0]?.kid ?? '',
    sign: async (kid, bytes) => {
      const key = turns(keys, clock()).find((each) => each.kid === kid);
      if (key === undefined) throw new Failure('NOT_FOUND', `no key ${kid} signs here`);
      return sign('sha256', bytes, { key: createPrivateKey(key.pem), dsaEncoding: 'ieee-p1363' });
    },
    rotate: () => {
      const turn = rotating.then(async () => {
        await keep([...turns(keys, clock()), await newKey(clock() + publishedBefore)]);
      });
      rotating = turn.catch(() => undefined);
      return turn;
    },
  };
}

/** What the file holds; nothing where there is none. What is in it never stands in an error. */
async function read(path: string): Promise<Kept> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return [];
  await chmod(path, 0o600);
  try {
    return file.parse(JSON.parse(text));
  } catch {
    throw new Failure('FAILED_PRECONDITION', `${path} does not hold signing keys`, {
      next: `mv ${path} ${path}.broken`,
    });
  }
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
