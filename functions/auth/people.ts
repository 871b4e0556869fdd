// SPDX-License-Identifier: Apache-2.0
import { personId } from '../../core/iam/person.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import { people } from '../../store/collections.ts';
import { at, fields, find } from '../../store/kind.ts';
import type { Service } from '../service.ts';
import type { Subject } from './mint.ts';

/** A person as an upstream issuer names them. */
export interface Upstream {
  issuer: string;
  subject: string;
  email?: string | undefined;
  emailVerified: boolean;
}

const day = 86_400_000;

/** Keeps what is known of a person who has just proved who they are, and says their id. */
export async function remember(service: Service, person: Upstream): Promise<Subject> {
  const { issuer, subject, email, emailVerified } = person;
  const id = personId(issuer, subject);
  const known = await find(service.documents, people, id);
  const now = service.clock();
  const same = known?.email === email && known?.emailVerified === emailVerified;
  if (!same || known === undefined || Date.parse(known.seenAt) < now - day) {
    const seenAt = new Date(now).toISOString();
    const value = { id, issuer, subject, email, emailVerified, seenAt };
    await service.documents.put(at(people, id), fields(value));
  }
  return { id, email, emailVerified, act: { iss: issuer, sub: subject } };
}

/** A person who has logged in before. */
export async function recall(service: Service, id: Uidp): Promise<Subject | undefined> {
  const known = await find(service.documents, people, id);
  if (known === undefined) return undefined;
  const { issuer, subject, email, emailVerified } = known;
  return { id, email, emailVerified, act: { iss: issuer, sub: subject } };
}
