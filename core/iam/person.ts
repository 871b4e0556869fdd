// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { rootOf, type Uidp } from './uidp.ts';

/**
 * The id of a person: made of issuer and subject, never of an e-mail, so that the same person has the
 * same id at each login and nobody else can have it.
 */
export const personId = (issuer: string, subject: string): Uidp =>
  rootOf(createHash('sha256').update(`${issuer}\n${subject}`).digest());
