// SPDX-License-Identifier: Apache-2.0
import type { register as endpoint } from '../../core/api/auth.ts';
import { bearers, refused } from '../http/bearer.ts';
import type { Handler } from '../http/handler.ts';
import type { Service } from '../service.ts';
import { claimsOf, type Subject } from './mint.ts';
import { remember } from './people.ts';
import { redeem } from './redeem.ts';
import type { UpstreamVerifier } from './upstream.ts';

/** Redeems a code for the bearer: of a token of ours, or of one that people log in with. */
export const register = (service: Service, verify: UpstreamVerifier): Handler<typeof endpoint> => {
  const own = bearers(service);
  const subjectOf = async (token: string): Promise<Subject> => {
    const principal = await own(token).catch(() => undefined);
    if (principal === undefined) return remember(service, await verify.person(token));
    const {
      identity: id,
      email,
      emailVerified,
      act = { iss: service.issuer, sub: id },
    } = principal;
    return { id, email, emailVerified, act };
  };
  return async ({ code }, { token, author }) => {
    if (token === undefined) throw refused();
    const subject = await subjectOf(token);
    const { email_verified: _, ...claims } = { email_verified: false, ...claimsOf(subject) };
    const actor = { subject: subject.id, ...claims };
    return redeem(service, { actor, from: author.from }, subject, code);
  };
};
