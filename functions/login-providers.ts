// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { Failure } from '../core/errors.ts';
import type { LoginProvider } from './service.ts';

const shape = z.array(
  z.strictObject({
    id: z.string().regex(/^[a-z0-9-]{1,32}$/),
    name: z.string().min(1).max(64),
    issuer: z.url({ protocol: /^https?$/ }),
    clientId: z.string().min(1),
    clientSecret: z.string().min(1),
  }),
);

/**
 * The providers that people log in with, from JSON such as
 * `[{"id":"google","name":"Google","issuer":"https://accounts.google.com","clientId":"…","clientSecret":"…"}]`.
 * @throws Failure INVALID_ARGUMENT that names the field, never its value
 */
export function loginProviders(json: string | undefined): LoginProvider[] {
  if (json === undefined || json === '') return [];
  const parsed = shape.safeParse(parse(json));
  if (parsed.success) return parsed.data;
  throw new Failure('INVALID_ARGUMENT', 'ENFORCE_LOGIN_PROVIDERS is not as it should be', {
    place: 'ENFORCE_LOGIN_PROVIDERS',
    next,
    faults: parsed.error.issues.map((issue) => ({
      place: issue.path.join('.'),
      fault: issue.message,
    })),
  });
}

const next = 'npm start, with the variable as in docs/guide.md';

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new Failure('INVALID_ARGUMENT', 'ENFORCE_LOGIN_PROVIDERS is not JSON', {
      place: 'ENFORCE_LOGIN_PROVIDERS',
      next,
    });
  }
}
