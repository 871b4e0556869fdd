// SPDX-License-Identifier: Apache-2.0
import { register as endpoint } from '../../core/api/auth.ts';
import { clusterInvite, redeem } from '../../store/invites.ts';
import { enrol } from '../../store/registration.ts';
import { admit } from '../http/access.ts';
import { bearers, refused } from '../http/bearer.ts';
import type { Handler } from '../http/handler.ts';
import type { Service } from '../service.ts';
import type { AgentVerifier } from './agents.ts';
import { claimsOf, type Subject } from './mint.ts';
import { remember } from './people.ts';
import { issuerOf, type UpstreamVerifier } from './upstream.ts';

/**
 * Redeems a code for the bearer: of a token of ours, or of one that people log in with; with a cluster,
 * of the token of its agent's service account.
 */
export const register = (
  service: Service,
  verify: UpstreamVerifier,
  agents: AgentVerifier,
): Handler<typeof endpoint> => {
  const own = bearers(service);
  const subjectOf = async (token: string): Promise<Subject> => {
    if (!isOurs(service, token)) return remember(service, await verify.person(token));
    const { identity: id, email, emailVerified, act } = await own(token);
    await admit(service.documents, id, endpoint, {});
    return { id, email, emailVerified, act: act ?? { iss: service.issuer, sub: id } };
  };
  return async ({ code, cluster }, { token, author }) => {
    if (token === undefined) throw refused();
    if (cluster !== undefined) {
      // Keys are fetched for nobody who has no code.
      await clusterInvite(service.documents, code, service.clock());
      const proven = await agents.account(token, cluster.keys);
      return enrol(service, code, { ...cluster, ...proven, keys: cluster.keys, from: author.from });
    }
    const subject = await subjectOf(token);
    const { email, act } = claimsOf(subject);
    const actor = { subject: subject.id, ...(email === undefined ? {} : { email }), act };
    return redeem(service, { actor, from: author.from }, subject, code);
  };
};

function isOurs(service: Service, token: string): boolean {
  try {
    return issuerOf(token) === service.issuer;
  } catch {
    // What cannot be read is refused where tokens of others are judged.
    return false;
  }
}
