// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { description, name } from '../iam/names.ts';
import { uidp } from '../iam/uidp.ts';
import { endpoint } from './endpoint.ts';
import { empty, listOf, moment, page, places } from './list.ts';

const text = z.string().min(1, 'is empty').max(1024);
/** Claims by their names. */
const claims = z
  .record(z.string().min(1).max(128), text)
  .refine((named) => Object.keys(named).length <= 50, 'names more than 50 claims');
const issuer = z.url({ protocol: /^https?$/, error: 'is not an http or https URL' }).max(1024);

/**
 * Whose tokens a machine identity takes. Plain fields compare equal; patterns are RE2 and match the
 * whole value. The issuer is always plain: its keys are fetched. Without an audience the token must
 * be meant for us.
 */
export const claimMatch = z
  .strictObject({
    issuer,
    subject: text.optional(),
    subjectPattern: text.optional(),
    audience: text.optional(),
    audiencePattern: text.optional(),
    claims: claims.optional(),
    claimPatterns: claims.optional(),
  })
  .superRefine((match, context) => {
    if ((match.subject === undefined) === (match.subjectPattern === undefined)) {
      context.addIssue({
        code: 'custom',
        path: ['subject'],
        message: 'expected exactly one of subject and subjectPattern',
      });
    }
    if (match.audience !== undefined && match.audiencePattern !== undefined) {
      context.addIssue({
        code: 'custom',
        path: ['audience'],
        message: 'expected at most one of audience and audiencePattern',
      });
    }
  });
export type ClaimMatch = z.output<typeof claimMatch>;

/** A machine identity of a group. It may do nothing until it is bound to a role. */
export const identity = z.object({
  id: uidp,
  name,
  description,
  claimMatch,
  createdAt: moment,
  updatedAt: moment,
});
export type Identity = z.output<typeof identity>;

export const createIdentity = endpoint({
  id: 'identities.create',
  function: 'identities',
  summary:
    'Makes an identity that tokens of another issuer may assume, and binds it to a role where one is given.',
  method: 'POST',
  path: '/iam/v1/identities/{parent=**}',
  request: z.strictObject({
    parent: uidp,
    identity: z.strictObject({
      name,
      description: description.default(''),
      claimMatch,
      /** The id of a role to bind to at the parent; needs role_bindings.create too. */
      role: uidp.optional(),
    }),
  }),
  body: 'identity',
  response: identity,
  access: { kind: 'scoped', capabilities: ['identity.create'], at: (request) => request.parent },
  event: 'dev.chainguard.api.iam.identity.created.v1',
});

export const listIdentities = endpoint({
  id: 'identities.list',
  function: 'identities',
  summary: 'Lists machine identities.',
  method: 'GET',
  path: '/iam/v1/identities',
  request: z.strictObject({ ...page, ...places, id: uidp.optional(), name: name.optional() }),
  response: listOf(identity),
  access: { kind: 'filtered', capability: 'identity.list' },
});

export const lookupIdentity = endpoint({
  id: 'identities.lookup',
  function: 'identities',
  summary:
    "The id under which a person's issuer and subject are known; any caller may ask for their own.",
  method: 'GET',
  path: '/iam/v1/identities/lookup',
  request: z.strictObject({ issuer, subject: text }),
  response: z.object({ id: uidp }),
  access: { kind: 'authenticated' },
});

export const updateIdentity = endpoint({
  id: 'identities.update',
  function: 'identities',
  summary:
    'Changes a machine identity; whose tokens it takes, only by a caller who holds all that it holds.',
  method: 'PUT',
  path: '/iam/v1/identities/{id=**}',
  request: z.strictObject({
    id: uidp,
    name: name.optional(),
    description: description.optional(),
    claimMatch: claimMatch.optional(),
  }),
  body: '*',
  response: identity,
  access: { kind: 'scoped', capabilities: ['identity.update'], at: (request) => request.id },
  event: 'dev.chainguard.api.iam.identity.updated.v1',
});

export const deleteIdentity = endpoint({
  id: 'identities.delete',
  function: 'identities',
  summary: 'Deletes a machine identity and its bindings; its tokens are refused at once.',
  method: 'DELETE',
  path: '/iam/v1/identities/{id=**}',
  request: z.strictObject({ id: uidp }),
  response: empty,
  access: { kind: 'scoped', capabilities: ['identity.delete'], at: (request) => request.id },
  event: 'dev.chainguard.api.iam.identity.deleted.v1',
});
