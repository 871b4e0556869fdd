// SPDX-License-Identifier: Apache-2.0
import { Failure } from '../core/errors.ts';
import { owner } from '../core/iam/roles.ts';
import { parentOf, type Uidp } from '../core/iam/uidp.ts';
import type { Reader } from '../ports/documents/port.ts';
import { type Binding, bindings } from './collections.ts';
import { select } from './kind.ts';

/**
 * Makes sure that a root keeps an owner when these bindings go. Reads in the transaction that takes
 * them away, so that two last owners cannot leave at once.
 * @throws Failure FAILED_PRECONDITION
 */
export async function keepOwner(
  reader: Reader,
  going: Pick<Binding, 'id' | 'parent' | 'role'>[],
): Promise<void> {
  const leaving = going.filter((each) => each.role === owner.id && isRoot(each.parent));
  for (const root of new Set(leaving.map((each) => each.parent))) {
    const gone = new Set<string>(leaving.map((each) => each.id));
    const query = { where: { parent: root, role: owner.id }, limit: gone.size + 1 };
    const left = (await select(reader, bindings, query)).filter((each) => !gone.has(each.id));
    if (left.length === 0) throw last(root);
  }
}

const isRoot = (id: Uidp): boolean => parentOf(id) === undefined;

const last = (root: Uidp): Failure =>
  new Failure('FAILED_PRECONDITION', `the last owner of ${root} stays`, {
    next: `chainctl iam invites create ${root} --role owner`,
  });
