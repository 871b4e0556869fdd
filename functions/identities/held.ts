// SPDX-License-Identifier: Apache-2.0
import type { Uidp } from '../../core/iam/uidp.ts';
import type { Reader } from '../../ports/documents/port.ts';
import { allGrants, holdings } from '../../store/grants.ts';
import { demand } from '../http/access.ts';

/**
 * Demands of the editor all that the identity holds, wherever it holds it: to say who may be somebody
 * is to be able to be them. @throws Failure PERMISSION_DENIED
 */
export async function demandAllHeld(reader: Reader, editor: Uidp, identity: Uidp): Promise<void> {
  for (const held of await allGrants(reader, identity)) {
    for (const { group, role } of await holdings(reader, held.bindings)) {
      await demand(reader, editor, group, role.capabilities);
    }
  }
}
