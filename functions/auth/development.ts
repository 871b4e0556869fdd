// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import { Failure } from '../../core/errors.ts';
import { readBody } from '../http/body.ts';
import { signed } from '../jwt.ts';
import { demandLoopback } from '../local/loopback.ts';
import type { Service } from '../service.ts';
import type { Upstream } from './people.ts';

/** The type in the header of the development login's identity tokens. */
export const developmentType = 'dev+jwt';

/** How long such a token lives, in seconds. */
const life = 3600;

/**
 * `POST /dev/token` with `email=…`: an identity token for scripts, as plain text. It exists in the
 * local home only, for requests from this machine only.
 */
export async function development(
  service: Service,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '').split('?', 1)[0];
  if (service.development === undefined || path !== '/dev/token' || request.method !== 'POST') {
    throw nothing();
  }
  demandLoopback(request);
  const form = new URLSearchParams((await readBody(request, 4096)).toString());
  const person = developer(service, form.get('email') ?? '');
  const iat = Math.floor(service.clock() / 1000);
  const token = await signed(service, developmentType, {
    iss: person.issuer,
    aud: service.issuer,
    sub: person.subject,
    email: person.email,
    email_verified: true,
    iat,
    exp: iat + life,
  });
  response.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-store' });
  response.end(token);
}

/** The person with this e-mail at the development login. @throws Failure INVALID_ARGUMENT, NOT_FOUND */
export function developer(service: Service, text: string): Upstream {
  if (service.development === undefined) throw nothing();
  const email = z.email().max(254).safeParse(text.trim().toLowerCase());
  if (!email.success)
    throw new Failure('INVALID_ARGUMENT', 'that is not an e-mail address', {
      place: 'email',
      next: 'the same with an address such as you@example.com',
    });
  const subject = createHash('sha256').update(email.data).digest('hex').slice(0, 32);
  return { issuer: service.development.issuer, subject, email: email.data, emailVerified: true };
}

const nothing = (): Failure =>
  new Failure('NOT_FOUND', 'there is nothing here', { place: 'path', next: 'GET /openapi.json' });
