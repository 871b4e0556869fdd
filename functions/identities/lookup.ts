// SPDX-License-Identifier: Apache-2.0
import type { lookupIdentity } from '../../core/api/identities.ts';
import { personId } from '../../core/iam/person.ts';
import { absent } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

/** The caller's own id; nobody is told whether another person has one. */
export const lookup: Handler<typeof lookupIdentity> = async (request, { principal }) => {
  const id = personId(request.issuer, request.subject);
  if (id !== principal.identity) throw absent(request.subject);
  return { id };
};
