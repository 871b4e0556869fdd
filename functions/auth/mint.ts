// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import type { Uidp } from '../../core/iam/uidp.ts';
import { signed } from '../jwt.ts';
import type { Service } from '../service.ts';

/** How long an access token lives, in seconds. */
export const tokenLife = 15 * 60;

/** Whose token it is, and what stands behind it. */
export interface Subject {
  id: Uidp;
  email?: string | undefined;
  emailVerified: boolean;
  act: { iss: string; sub: string };
}

/** What a token says of its subject beside the id. */
export const claimsOf = ({
  email,
  emailVerified,
  act,
}: Omit<Subject, 'id'>): { email?: string; email_verified?: boolean; act: Subject['act'] } => ({
  ...(email === undefined ? {} : { email, email_verified: emailVerified }),
  act,
});

/**
 * An access token of ours (RFC 9068), and when it ends. It may outlive the token that it was given
 * for, by at most its own quarter of an hour: CI tokens live five minutes, and what they started goes on.
 */
export async function mint(
  service: Pick<Service, 'keys' | 'clock' | 'issuer' | 'audience'>,
  subject: Subject,
): Promise<{ token: string; expiry: string }> {
  const iat = Math.floor(service.clock() / 1000);
  const exp = iat + tokenLife;
  const token = await signed(service, 'at+jwt', {
    iss: service.issuer,
    aud: service.audience,
    sub: subject.id,
    client_id: 'sts',
    ...claimsOf(subject),
    iat,
    exp,
    jti: randomUUID(),
  });
  return { token, expiry: new Date(exp * 1000).toISOString() };
}
