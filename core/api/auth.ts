// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { capability } from '../iam/capabilities.ts';
import { description, name } from '../iam/names.ts';
import { publicKeys } from '../iam/public-keys.ts';
import { uidp } from '../iam/uidp.ts';
import { remoteId } from './clusters.ts';
import { endpoint } from './endpoint.ts';
import { empty, moment } from './list.ts';

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
    'Redeems an invite code for whoever the bearer token names: a token of ours, or one of an issuer that people log in with. With `cluster` and a code for clusters, it registers the cluster whose agent brings the token of its service account.',
  method: 'POST',
  path: '/auth/v1/register',
  request: z.strictObject({
    code: z.string().min(1).max(2000),
    /** A cluster that knocks; a private one brings the keys that its API server signs with. */
    cluster: z
      .strictObject({
        remoteId,
        name: name.optional(),
        description: description.optional(),
        keys: publicKeys.optional(),
      })
      .optional(),
  }),
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
    'Turns the bearer token of another issuer into one of ours: for the person that it names, for the machine identity named in `identity`, or for the cluster named in `cluster`.',
  method: 'POST',
  path: '/sts/exchange',
  request: z
    .strictObject({ identity: uidp.optional(), cluster: uidp.optional() })
    .refine(
      ({ identity, cluster }) => identity === undefined || cluster === undefined,
      'expected at most one of identity and cluster',
    ),
  body: '*',
  response: issuedToken,
  access: { kind: 'presented' },
});

export const replaceKeys = endpoint({
  id: 'auth.replaceKeys',
  function: 'auth',
  summary:
    'Replaces the keys of a private cluster. The bearer is a token of its agent, signed with one of the keys that it has now.',
  method: 'PUT',
  path: '/auth/v1/keys',
  request: z.strictObject({ cluster: uidp, keys: publicKeys }),
  body: '*',
  response: empty,
  access: { kind: 'presented' },
  event: 'dev.chainguard.api.tenant.cluster.updated.v1',
});
