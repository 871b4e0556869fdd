// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { description } from '../iam/names.ts';
import { uidp } from '../iam/uidp.ts';
import { type Answered, endpoint } from './endpoint.ts';
import { empty, listOf, moment, page, places } from './list.ts';

/** The longest document that is taken, in bytes of UTF-8 as a JSON string: so it travels and is kept. */
export const longestDocument = 900_000;

const document = z
  .string()
  .min(1, 'is empty')
  .refine(
    (text) => new TextEncoder().encode(JSON.stringify(text)).length <= longestDocument,
    `is longer than ${longestDocument} bytes as JSON`,
  );

/** One state of a policy's document. Its id stands under the policy's. */
export const policyVersion = z.object({
  id: uidp,
  /** `v1`, `v2`, … in the order of creation. */
  name: z.string(),
  document: z.string(),
  /** `sha256:` and hex: what agents know the document by. */
  digest: z.string(),
  author: z.object({ id: uidp, email: z.string().optional() }),
  createdAt: moment,
});
export type PolicyVersion = z.output<typeof policyVersion>;

/** What was found fault with but not refused: what, where in the document. */
export const warning = z.object({
  fault: z.string(),
  place: z.string().optional(),
  line: z.number().optional(),
  column: z.number().optional(),
});

/** A policy of a group, in force there and below. */
export const policy = z.object({
  id: uidp,
  group: uidp,
  /** Taken from the document's metadata.name. */
  name: z.string(),
  kind: z.enum(['ClusterImagePolicy', 'TrustRoot']),
  mode: z.enum(['enforce', 'warn']),
  description,
  /** The document of the version in force. */
  document: z.string(),
  enforcedVersion: policyVersion.omit({ document: true }),
  createdAt: moment,
  updatedAt: moment,
});
export type Policy = z.output<typeof policy>;

const written = policy.extend({ warnings: z.array(warning) });

export const createPolicy = endpoint({
  id: 'policies.create',
  function: 'policies',
  summary: 'Creates a policy in a group from its document.',
  method: 'POST',
  path: '/iam/v1/policies/{parent=**}',
  request: z.strictObject({
    parent: uidp,
    policy: z.strictObject({ document, description: description.default('') }),
  }),
  body: 'policy',
  response: written,
  access: { kind: 'scoped', capabilities: ['policy.create'], at: (request) => request.parent },
  event: 'dev.chainguard.api.iam.policy.created.v1',
});

export const listPolicies = endpoint({
  id: 'policies.list',
  function: 'policies',
  summary:
    'Lists policies. `group` names a group: its own policies and those it inherits, which whoever may list at the group may see. A page holds at most 30.',
  method: 'GET',
  path: '/iam/v1/policies',
  request: z.strictObject({
    ...page,
    ...places,
    id: uidp.optional(),
    name: z.string().max(253).optional(),
    group: uidp.optional(),
  }),
  response: listOf(policy),
  access: { kind: 'filtered', capability: 'policy.list' },
});

export const countClusters = endpoint({
  id: 'policies.clusters',
  function: 'policies',
  summary:
    'Says of each policy that clusters should have, in how many of how many it is live: applied by their agents as it is now. `group` leaves out clusters that are not in that group or below it.',
  method: 'GET',
  path: '/iam/v1/policyClusters',
  request: z.strictObject({ group: uidp.optional() }),
  response: z.object({
    items: z.array(z.object({ policy: uidp, live: z.number(), clusters: z.number() })),
  }),
  access: { kind: 'filtered', capability: 'policy.list' },
});
export type PolicyClusters = Answered<typeof countClusters>['items'][number];

export const updatePolicy = endpoint({
  id: 'policies.update',
  function: 'policies',
  summary:
    'Changes a policy. Another document makes a version and puts it in force; a description does not.',
  method: 'PUT',
  path: '/iam/v1/policies/{id=**}',
  request: z.strictObject({
    id: uidp,
    document: document.optional(),
    description: description.optional(),
    /** Refused with ABORTED when the version in force is another by now. */
    ifVersion: uidp.optional(),
  }),
  body: '*',
  response: written,
  access: { kind: 'scoped', capabilities: ['policy.update'], at: (request) => request.id },
  event: 'dev.chainguard.api.iam.policy.updated.v1',
});

export const deletePolicy = endpoint({
  id: 'policies.delete',
  function: 'policies',
  summary: 'Deletes a policy and its versions.',
  method: 'DELETE',
  path: '/iam/v1/policies/{id=**}',
  request: z.strictObject({ id: uidp }),
  response: empty,
  access: { kind: 'scoped', capabilities: ['policy.delete'], at: (request) => request.id },
  event: 'dev.chainguard.api.iam.policy.deleted.v1',
});

export const listPolicyVersions = endpoint({
  id: 'policies.listVersions',
  function: 'policies',
  summary: 'Lists the versions of a policy, the newest first; a page holds at most 30.',
  method: 'GET',
  path: '/iam/v1/policyVersions/{policyId=**}',
  request: z.strictObject({ ...page, policyId: uidp }),
  response: listOf(policyVersion),
  access: { kind: 'scoped', capabilities: ['policy.list'], at: (request) => request.policyId },
});

export const activatePolicyVersion = endpoint({
  id: 'policies.activateVersion',
  function: 'policies',
  summary: 'Puts a version in force: the way back to an earlier document.',
  method: 'POST',
  path: '/iam/v1/policyVersions/{versionId=**}',
  request: z.strictObject({ versionId: uidp }),
  body: '*',
  response: written,
  access: { kind: 'scoped', capabilities: ['policy.update'], at: (request) => request.versionId },
  event: 'dev.chainguard.api.iam.policy.version.activated.v1',
});
