// SPDX-License-Identifier: Apache-2.0
import type { createRoleBinding } from '../../core/api/role-bindings.ts';
import { Failure } from '../../core/errors.ts';
import { gulfstream } from '../../core/iam/roles.ts';
import { newChild, organisation, parentOf, type Uidp } from '../../core/iam/uidp.ts';
import type { Reader } from '../../ports/documents/port.ts';
import { change } from '../../store/change.ts';
import { groups, identities, people } from '../../store/collections.ts';
import { addBinding, demandSingle, grantsIn, usableRole } from '../../store/grants.ts';
import { find } from '../../store/kind.ts';
import { absent, demand } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

/** Gives an identity a role whose capabilities the giver holds at the group. */
export const bind: Handler<typeof createRoleBinding> = ({ parent, roleBinding }, call) => {
  const { service, author, principal } = call;
  const type = 'dev.chainguard.api.iam.rolebindings.created.v1';
  return change(service, author, type, async (transaction, record, now) => {
    const { identity } = roleBinding;
    if ((await find(transaction, groups, parent)) === undefined) throw absent(parent);
    const role = await usableRole(transaction, roleBinding.role, parent);
    if (role.id === gulfstream.id) throw forClusters();
    await demand(transaction, principal.identity, parent, role.capabilities);
    const identityName = await nameOf(transaction, identity, parent);
    const held = await grantsIn(transaction, identity, parent);
    const id = newChild(parent);
    const binding = { id, parent, identity, role: role.id, createdAt: now };
    demandSingle(held, binding);
    addBinding(transaction, held, binding);
    const shownRole = { id: role.id, name: role.name };
    const made = { id, group: parent, identity, identityName, role: shownRole, createdAt: now };
    record(id, parent, made);
    return made;
  });
};

/** What the identity is called: a machine of this organisation, or a person who has logged in. */
async function nameOf(reader: Reader, identity: Uidp, group: Uidp): Promise<string> {
  if (parentOf(identity) === undefined) {
    const person = await find(reader, people, identity);
    if (person === undefined) throw unknown(identity);
    return person.email ?? person.subject;
  }
  const machine = await find(reader, identities, identity);
  if (machine === undefined || organisation(identity) !== organisation(group)) {
    throw unknown(identity);
  }
  return machine.name;
}

const unknown = (identity: Uidp): Failure =>
  new Failure('NOT_FOUND', `there is no identity ${identity} that could be bound`, {
    place: 'roleBinding.identity',
    next: 'chainctl iam invites create',
  });

const forClusters = (): Failure =>
  new Failure('PERMISSION_DENIED', 'the cluster role is given by an invite to a cluster only', {
    place: 'roleBinding.role',
    next: 'chainctl iam invites create --cluster',
  });
