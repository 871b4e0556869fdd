// SPDX-License-Identifier: Apache-2.0
import type { validate } from '../../core/api/auth.ts';
import { allGrants, holdings } from '../../store/grants.ts';
import type { Handler } from '../http/handler.ts';

/** Who the caller is, and what they hold where. */
export const ok: Handler<typeof validate> = async (_request, { service, principal }) => {
  const { documents, issuer, audience } = service;
  const held = (await allGrants(documents, principal.identity)).flatMap((each) => each.bindings);
  return {
    issuer,
    subject: principal.identity,
    audience: [audience],
    issuedAt: principal.issuedAt.toISOString(),
    expiry: principal.expiry.toISOString(),
    ...(principal.email === undefined ? {} : { email: principal.email }),
    ...(principal.act === undefined ? {} : { act: principal.act }),
    capabilities: (await holdings(documents, held)).map(({ group, role }) => ({
      group,
      role: role.name,
      capabilities: role.capabilities,
    })),
  };
};
