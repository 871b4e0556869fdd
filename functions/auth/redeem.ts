// SPDX-License-Identifier: Apache-2.0
import { timingSafeEqual } from 'node:crypto';
import { Failure } from '../../core/errors.ts';
import { readInviteCode } from '../../core/iam/invites.ts';
import { gulfstream, type Role } from '../../core/iam/roles.ts';
import { newChild, type Uidp } from '../../core/iam/uidp.ts';
import type { Reader } from '../../ports/documents/port.ts';
import { type Author, change } from '../../store/change.ts';
import { invites, type StoredInvite } from '../../store/collections.ts';
import { addBinding, grantsIn, heldAt, usableRole } from '../../store/grants.ts';
import { at, find } from '../../store/kind.ts';
import type { Service } from '../service.ts';
import type { Subject } from './mint.ts';

/**
 * Redeems an invite code in one transaction: checks the code, its expiry, for whom it is, and that
 * the inviter still holds what it grants; binds; uses it up if it is for one.
 * @throws Failure NOT_FOUND for every code that does not count, whatever the reason
 */
export function redeem(service: Service, author: Author, subject: Subject, code: string) {
  const type = 'dev.chainguard.api.auth.registered.v1';
  return change(service, author, type, async (transaction, record, now) => {
    const read = readInviteCode(code);
    const invite = read && (await find(transaction, invites, read.invite));
    if (!read || !invite || !same(invite.secretHash, read.secretHash)) throw noSuchCode();
    if (invite.expires <= service.clock()) throw noSuchCode();
    demandAddressee(invite, subject);
    const { parent: group } = invite;
    const role = await stillGranted(transaction, invite);
    const held = await grantsIn(transaction, subject.id, group);
    const session = { identity: subject.id, group, role: role.name };
    if (held.bindings.some((each) => each.group === group && each.role === role.id)) return session;
    const id = newChild(group);
    const binding = { id, parent: group, identity: subject.id, role: role.id, createdAt: now };
    addBinding(transaction, held, binding);
    if (invite.singleUse) transaction.delete(at(invites, invite.id));
    record(subject.id, group, { ...session, invite: invite.id });
    return session;
  });
}

const same = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

function demandAddressee({ email }: StoredInvite, subject: Subject): void {
  if (email === undefined) return;
  const theirs = subject.emailVerified ? subject.email?.toLowerCase() : undefined;
  if (theirs === email.toLowerCase()) return;
  throw new Failure('PERMISSION_DENIED', 'this invite is for another e-mail address', {
    next: 'chainctl auth login',
  });
}

/** The role that the invite grants, as long as whoever made it could still grant it. */
async function stillGranted(reader: Reader, invite: StoredInvite): Promise<Role> {
  if (invite.role === gulfstream.id) {
    throw new Failure('FAILED_PRECONDITION', 'this invite is for a cluster, not for a person', {
      next: 'chainctl cluster install --invite-code CODE',
    });
  }
  const role = await usableRole(reader, invite.role, invite.parent).catch(() => undefined);
  const holds = await heldAt(reader, invite.inviter, invite.parent as Uidp);
  const needed = ['group_invites.create', 'role_bindings.create', ...(role?.capabilities ?? [])];
  if (role !== undefined && needed.every((name) => holds.has(name as never))) return role;
  throw noSuchCode();
}

const noSuchCode = (): Failure =>
  new Failure(
    'NOT_FOUND',
    'this invite code is not valid: mistyped, expired, used up or withdrawn',
    {
      next: 'ask whoever invited you for another',
    },
  );
