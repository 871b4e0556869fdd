// SPDX-License-Identifier: Apache-2.0
import type { exchange as endpoint } from '../../core/api/auth.ts';
import { refused } from '../http/bearer.ts';
import type { Handler } from '../http/handler.ts';
import { mint } from './mint.ts';
import { remember } from './people.ts';
import type { UpstreamVerifier } from './upstream.ts';

/** A token of ours for the person, or the machine identity, that an upstream token proves. */
export const exchange =
  (verify: UpstreamVerifier): Handler<typeof endpoint> =>
  async ({ identity }, { service, token }) => {
    if (token === undefined) throw refused();
    if (identity !== undefined) return mint(service, await verify.machine(token, identity));
    return mint(service, await remember(service, await verify.person(token)));
  };
