// SPDX-License-Identifier: Apache-2.0
import type { exchange as endpoint } from '../../core/api/auth.ts';
import { refused } from '../http/bearer.ts';
import type { Handler } from '../http/handler.ts';
import type { AgentVerifier } from './agents.ts';
import { mint } from './mint.ts';
import { remember } from './people.ts';
import type { UpstreamVerifier } from './upstream.ts';

/** A token of ours for the person, the machine identity or the cluster that an upstream token proves. */
export const exchange =
  (verify: UpstreamVerifier, agents: AgentVerifier): Handler<typeof endpoint> =>
  async ({ identity, cluster }, { service, token }) => {
    if (token === undefined) throw refused();
    if (identity !== undefined) return mint(service, await verify.machine(token, identity));
    if (cluster !== undefined) return mint(service, (await agents.cluster(token, cluster)).subject);
    return mint(service, await remember(service, await verify.person(token)));
  };
