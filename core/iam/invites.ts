// SPDX-License-Identifier: Apache-2.0
import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { type Uidp, uidp } from './uidp.ts';

const code = z.strictObject({ grp: uidp, key: z.string().regex(/^[\w-]{43}$/) });

const hash = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** A new code for the invite: shown once, of which only the hash of its secret is kept. */
export function newInviteCode(invite: Uidp): { code: string; secretHash: string; keyId: string } {
  const key = randomBytes(32).toString('base64url');
  const secretHash = hash(key);
  const text = JSON.stringify({ grp: invite, key });
  return {
    code: Buffer.from(text).toString('base64url'),
    secretHash,
    keyId: hash(secretHash).slice(0, 16),
  };
}

/** The invite that a code names and the hash of its secret; undefined for what is no code. */
export function readInviteCode(text: string): { invite: Uidp; secretHash: string } | undefined {
  try {
    const read = code.parse(JSON.parse(Buffer.from(text.trim(), 'base64url').toString()));
    return { invite: read.grp, secretHash: hash(read.key) };
  } catch {
    return undefined;
  }
}
