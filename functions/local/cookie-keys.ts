// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import * as z from 'zod';

/** The secrets that sign cookies, from the file; made on the first start, readable by the owner only. */
export async function cookieKeys(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined) return z.array(z.string().min(32)).min(1).parse(JSON.parse(text));
  const keys = [randomBytes(32).toString('base64url')];
  await writeFile(file, JSON.stringify(keys), { mode: 0o600, flag: 'wx' });
  return keys;
}
