// SPDX-License-Identifier: Apache-2.0
import * as z from 'zod';
import { digest } from '../digest.ts';
import { uidp } from '../iam/uidp.ts';
import { endpoint } from './endpoint.ts';
import { policy } from './policies.ts';

/** What a group's clusters should have: every policy of the group and above, by digest. */
export const desiredState = z.object({
  /** Differs where the policies do: a hash of their list. */
  revision: z.string(),
  group: uidp,
  policies: z.array(policy.pick({ id: true, name: true, kind: true }).extend({ digest })),
});
export type DesiredState = z.output<typeof desiredState>;

export const readDesired = endpoint({
  id: 'desired.read',
  function: 'desired',
  summary:
    'Says which policies the cluster should have. Answers at once where `revision` is another than that, else when it becomes another, and after a minute at the latest.',
  method: 'GET',
  path: '/agent/v1/desired',
  request: z.strictObject({ revision: z.string().max(64).optional() }),
  response: desiredState,
  access: { kind: 'cluster' },
});

export const readPolicy = endpoint({
  id: 'desired.policy',
  function: 'desired',
  summary:
    'The document of a policy that the cluster should have. A digest stands for the same document forever.',
  method: 'GET',
  path: '/agent/v1/policies/{digest}',
  request: z.strictObject({ digest }),
  response: z.object({ digest, document: z.string() }),
  access: { kind: 'cluster' },
});
