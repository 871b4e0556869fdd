// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Failure } from '../../core/errors.ts';
import { schemeAsked } from '../../registry/auth/challenge.ts';
import { basicOf } from '../../registry/auth/token.ts';
import type { Credential } from '../../registry/credentials/credential.ts';

const token = z
  .object({ token: z.string().optional(), access_token: z.string().optional() })
  .transform((answer) => answer.token ?? answer.access_token)
  .pipe(z.string());

/**
 * The Authorization header with which a registry that refused lets the caller read and write a
 * repository (distribution's token specification). @throws Failure when it gives no such leave
 */
export async function authorizationFor(
  refusal: Response,
  path: string,
  credential: Credential,
): Promise<string> {
  const scheme = schemeAsked(refusal.headers.get('www-authenticate') ?? undefined);
  const { host } = new URL(refusal.url);
  if (credential.kind === 'bearer') return `Bearer ${credential.token}`;
  if (scheme.kind === 'basic' && credential.kind === 'basic') return basicOf(credential);
  if (scheme.kind !== 'bearer') throw refused(host, path);
  const fields = new URLSearchParams({ scope: `repository:${path}:pull,push` });
  if (scheme.service !== undefined) fields.set('service', scheme.service);
  const answer = await asked(scheme.realm, fields, credential);
  const parsed = token.safeParse(await answer.json().catch(() => undefined));
  if (!answer.ok || !parsed.success) throw refused(host, path);
  return `Bearer ${parsed.data}`;
}

function asked(realm: string, fields: URLSearchParams, credential: Credential): Promise<Response> {
  if (credential.kind === 'identity') {
    const refresh = { grant_type: 'refresh_token', client_id: 'enforce' };
    for (const [name, value] of Object.entries(refresh)) fields.set(name, value);
    fields.set('refresh_token', credential.token);
    return fetch(realm, { method: 'POST', body: fields });
  }
  const url = new URL(realm);
  for (const [name, value] of fields) url.searchParams.set(name, value);
  const headers = credential.kind === 'basic' ? { authorization: basicOf(credential) } : {};
  return fetch(url, { headers });
}

export const refused = (host: string, path: string): Failure =>
  new Failure('PERMISSION_DENIED', `${host} does not let us write to ${path}`, {
    next: `docker login ${host}, or anything else that writes ~/.docker/config.json`,
  });
