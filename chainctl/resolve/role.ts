// SPDX-License-Identifier: Apache-2.0
import { listRoles } from '../../core/api/roles.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import type { App } from '../app.ts';
import { named } from './named.ts';

/** The id of the role that is named by its name or id, or else of the one chosen. */
export async function roleNamed(app: App, given: string | undefined): Promise<Uidp> {
  const candidates = async () =>
    (await (await app.client()).all(listRoles, {})).map(({ id, name, description }) => ({
      id,
      name,
      hint: description,
    }));
  const kind = { noun: 'role', list: 'chainctl iam roles list', place: '--role', candidates };
  return named(app, kind, given);
}
