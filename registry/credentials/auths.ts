// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { later } from '../../core/later.ts';
import type { Credential } from './credential.ts';

const auth = later(() =>
  z.object({
    auth: z.string().optional(),
    username: z.string().optional(),
    password: z.string().optional(),
    identitytoken: z.string().optional(),
    registrytoken: z.string().optional(),
  }),
);

/** The `auths` of a Docker config file, or the whole of the older `.dockercfg`. */
export const auths = later(() => z.record(z.string(), auth()));

/** What an entry holds; undefined if that is nothing, as beside a credential store. */
export function credentialIn(entry: z.infer<ReturnType<typeof auth>>): Credential | undefined {
  if (entry.identitytoken) return { kind: 'identity', token: entry.identitytoken };
  if (entry.registrytoken) return { kind: 'bearer', token: entry.registrytoken };
  const { username = '', password = '' } = entry.auth ? unpacked(entry.auth) : entry;
  return username === '' ? undefined : { kind: 'basic', username, password };
}

/** Name and password out of base64 of `name:password`. */
function unpacked(text: string): { username: string; password: string } {
  const plain = Buffer.from(text, 'base64').toString('utf8').replace(/\0+$/, '');
  const colon = plain.indexOf(':');
  if (colon === -1) return { username: '', password: '' };
  return { username: plain.slice(0, colon), password: plain.slice(colon + 1) };
}
