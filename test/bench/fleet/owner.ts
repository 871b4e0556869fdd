// SPDX-License-Identifier: Apache-2.0
import { exchange } from '../../../core/api/auth.ts';
import { createGroup, createRootGroup } from '../../../core/api/groups.ts';
import { createInvite } from '../../../core/api/invites.ts';
import { createPolicy } from '../../../core/api/policies.ts';
import { gulfstream } from '../../../core/iam/roles.ts';
import type { Uidp } from '../../../core/iam/uidp.ts';
import { policyDocument } from '../../fixtures/policy.ts';
import { identityToken } from '../../fixtures/story/running-home.ts';
import type { Call } from './call.ts';

/** The owner of an organisation whose clusters are spread over groups. */
export interface Owner {
  /** A code for clusters of each group. */
  codes: string[];
  /** Creates a policy that all clusters should have. */
  createsPolicy: (name: string) => Promise<Uidp>;
}

/** Makes an organisation with so many groups below its root. */
export async function ownerOf(url: string, call: Call, groups: number): Promise<Owner> {
  const identity = await identityToken({ url }, 'owner@example.com');
  const login = () => call(exchange, {}, identity);
  let { token } = await login();
  const { id: root } = await call(createRootGroup, { group: { name: 'fleet' } }, token);
  const codes: string[] = [];
  for (let n = 1; n <= groups; n += 1) {
    const group = { name: `group-${n}` };
    const { id } = await call(createGroup, { parent: root, group }, token);
    codes.push((await call(createInvite, { group: id, role: gulfstream.id }, token)).code);
  }
  return {
    codes,
    createsPolicy: async (name) => {
      ({ token } = await login());
      const policy = { document: policyDocument(name) };
      return (await call(createPolicy, { parent: root, policy }, token)).id;
    },
  };
}
