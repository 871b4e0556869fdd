// SPDX-License-Identifier: Apache-2.0
import { timingSafeEqual } from 'node:crypto';
import type * as z from 'zod';
import type { session } from '../core/api/auth.ts';
import { Failure } from '../core/errors.ts';
import { readInviteCode } from '../core/iam/invites.ts';
import { gulfstream, type Role } from '../core/iam/roles.ts';
import { newChild, type Uidp } from '../core/iam/uidp.ts';
import type { Reader } from '../ports/documents/port.ts';
import { type Author, change, type Ledger } from './change.ts';
import { groups, invites, type StoredInvite } from './collections.ts';
import { addBinding, grantsIn, standing, usableRole } from './grants.ts';
import { at, find } from './kind.ts';

/** How long an invite is kept after it has expired, so that a late code is told so: 7 days in milliseconds. */
export const keptAfterExpiry = 7 * 24 * 3_600_000;

/** Whoever brings a code. */
export interface Redeemer {
  id: Uidp;
  email?: string | undefined;
  /** Only an e-mail that an issuer vouches for opens an invite for an e-mail. */
  emailVerified: boolean;
}

const type = 'dev.chainguard.api.auth.registered.v1';

/**
 * Redeems an invite code in one transaction: its secret, its expiry, for whom it is, that the inviter
 * still holds what it grants; then it binds, and is used up if it is for one. Whoever is bound so
 * already gets the same answer and leaves the code as it is.
 * @throws Failure NOT_FOUND for a code that is mistyped, used up or withdrawn, without saying which;
 * to whoever has the right secret FAILED_PRECONDITION and PERMISSION_DENIED, which say
 */
export function redeem(
  ledger: Ledger,
  author: Author,
  redeemer: Redeemer,
  code: string,
): Promise<z.output<typeof session>> {
  return change(ledger, author, type, async (transaction, record, now) => {
    const invite = await opened(transaction, code, ledger.clock());
    demandPerson(invite);
    demandAddressee(invite, redeemer);
    const { parent: group } = invite;
    if ((await find(transaction, groups, group)) === undefined) throw noSuchCode();
    const role = await stillGranted(transaction, invite);
    const held = await grantsIn(transaction, redeemer.id, group);
    const joined = { identity: redeemer.id, group, role: role.name };
    if (held.bindings.some((each) => each.group === group && each.role === role.id)) return joined;
    const id = newChild(group);
    const binding = { id, parent: group, identity: redeemer.id, role: role.id, createdAt: now };
    addBinding(transaction, held, binding);
    if (invite.singleUse) transaction.delete(at(invites, invite.id));
    record(redeemer.id, group, { ...joined, invite: invite.id });
    return joined;
  });
}

/**
 * The invite for a cluster that the code opens, as long as whoever made it could make it still; two
 * reads more say so. @throws Failure NOT_FOUND, FAILED_PRECONDITION, PERMISSION_DENIED as `redeem`
 */
export async function clusterInvite(
  reader: Reader,
  code: string,
  now: number,
): Promise<StoredInvite> {
  const invite = await opened(reader, code, now);
  if (invite.role !== gulfstream.id) throw forPerson();
  if ((await find(reader, groups, invite.parent)) === undefined) throw noSuchCode();
  const { held } = await standing(reader, invite.inviter, invite.parent);
  if (!held.has('clusters.create')) throw lapsed();
  return invite;
}

/** The invite whose secret is in the code, before its end. */
async function opened(reader: Reader, code: string, now: number): Promise<StoredInvite> {
  const invite = await named(reader, code);
  demandTime(invite, now);
  return invite;
}

/** The invite whose secret is in the code. */
async function named(reader: Reader, code: string): Promise<StoredInvite> {
  const read = readInviteCode(code);
  const invite = read && (await find(reader, invites, read.invite));
  if (read && invite && same(invite.secretHash, read.secretHash)) return invite;
  throw noSuchCode();
}

const same = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

function demandTime({ expiration }: StoredInvite, now: number): void {
  if (Date.parse(expiration) > now) return;
  throw new Failure('FAILED_PRECONDITION', `this invite has expired: it ended at ${expiration}`, {
    next: 'ask whoever invited you for another',
  });
}

function demandPerson({ role }: StoredInvite): void {
  if (role !== gulfstream.id) return;
  throw new Failure('FAILED_PRECONDITION', 'this invite is for a cluster, not for a person', {
    next: 'chainctl cluster install --invite-code CODE',
  });
}

function demandAddressee({ email }: StoredInvite, redeemer: Redeemer): void {
  if (email === undefined) return;
  const theirs = redeemer.emailVerified ? redeemer.email?.toLowerCase() : undefined;
  if (theirs === email.toLowerCase()) return;
  const message =
    redeemer.email === undefined || redeemer.emailVerified
      ? 'this invite is for another e-mail address than the one you are logged in with'
      : 'this invite is for an e-mail address, and your login provider has not verified yours';
  throw new Failure('PERMISSION_DENIED', message, { next: 'chainctl auth login' });
}

/** The role that the invite grants, as long as whoever made it could make it still. */
async function stillGranted(
  reader: Reader,
  { role: id, parent, inviter }: StoredInvite,
): Promise<Role> {
  const role = await usableRole(reader, id, parent);
  const { held } = await standing(reader, inviter, parent);
  const inviting = ['group_invites.create', 'role_bindings.create'] as const;
  if ([...inviting, ...role.capabilities].every((name) => held.has(name))) return role;
  throw lapsed();
}

const lapsed = (): Failure =>
  new Failure('PERMISSION_DENIED', 'whoever made this invite may no longer give that role', {
    next: 'ask an owner of the group for another',
  });

const forPerson = (): Failure =>
  new Failure('FAILED_PRECONDITION', 'this invite is for a person, not for a cluster', {
    next: 'chainctl iam invite create GROUP --cluster',
  });

const noSuchCode = (): Failure =>
  new Failure('NOT_FOUND', 'this invite code is not valid: mistyped, used up or withdrawn', {
    next: 'ask whoever invited you for another',
  });
