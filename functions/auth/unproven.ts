// SPDX-License-Identifier: Apache-2.0
import { errors } from 'jose';
import { Failure } from '../../core/errors.ts';

const login = 'chainctl auth login';

/** A token that proves nothing here, and why. */
export const unproven = (why: string, cause?: unknown, next = login): Failure =>
  new Failure('UNAUTHENTICATED', why, { next, cause });

/** What is wrong with a token, from the public parts of it: the claim that differs, never the token. */
export function whyUnproven(error: errors.JOSEError, next = login): Failure {
  if (error instanceof errors.JWTExpired) return unproven('the token has expired', error, next);
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim, payload } = error;
    const value = JSON.stringify(payload[claim])?.slice(0, 300);
    const has = value === undefined ? 'is missing' : `is ${value}`;
    const why = { nbf: 'it does not count yet', aud: 'it is not meant for us' }[claim];
    const reason = why === undefined ? '' : `, so ${why}`;
    return unproven(`the claim ${claim} of the token ${has}${reason}`, error, next);
  }
  if (error instanceof errors.JOSEAlgNotAllowed) {
    return unproven('the token is signed with an algorithm that is not taken', error, next);
  }
  if (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey
  ) {
    return unproven('no key of its issuer has signed the token', error, next);
  }
  return unproven('what was sent as a token is none', error, next);
}
