// SPDX-License-Identifier: Apache-2.0
import { z } from 'zod';
import { capability } from '../iam/capabilities.ts';
import { uidp } from '../iam/uidp.ts';
import { endpoint } from './endpoint.ts';
import { moment } from './list.ts';

/** Who the bearer of a token is, and what they hold where. */
export const whoAmI = z.object({
  issuer: z.string(),
  subject: uidp,
  audience: z.array(z.string()),
  issuedAt: moment,
  expiry: moment,
  email: z.string().optional(),
  act: z.object({ iss: z.string(), sub: z.string() }).optional(),
  capabilities: z.array(
    z.object({ group: uidp, role: z.string(), capabilities: z.array(capability) }),
  ),
});

export const validate = endpoint({
  id: 'auth.validate',
  function: 'auth',
  summary: 'Says who the caller is and what they hold.',
  method: 'GET',
  path: '/auth/v1/ok',
  request: z.strictObject({}),
  response: whoAmI,
  access: { kind: 'authenticated' },
});

/** The membership that a code gave. */
export const session = z.object({
  identity: uidp,
  group: uidp,
  role: z.string(),
});

export const register = endpoint({
  id: 'auth.register',
  function: 'auth',
  summary:
    'Redeems an invite code for whoever the bearer token names: a token of ours, or one of an issuer that people log in with.',
  method: 'POST',
  path: '/auth/v1/register',
  request: z.strictObject({ code: z.string().min(1).max(2000) }),
  body: '*',
  response: session,
  access: { kind: 'presented' },
  event: 'dev.chainguard.api.auth.registered.v1',
});

/** A token of ours: a JWT, and the moment when it ends. */
export const issuedToken = z.object({ token: z.string(), expiry: moment });

export const exchange = endpoint({
  id: 'sts.exchange',
  function: 'auth',
  summary:
    'Turns the bearer token of another issuer into one of ours: for the person that it names, or for the machine identity named in `identity`.',
  method: 'POST',
  path: '/sts/exchange',
  request: z.strictObject({
    identity: uidp.optional(),
  }),
  body: '*',
  response: issuedToken,
  access: { kind: 'presented' },
});
