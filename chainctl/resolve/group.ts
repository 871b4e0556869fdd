// SPDX-License-Identifier: Apache-2.0
import { listGroups } from '../../core/api/groups.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import type { App } from '../app.ts';
import { named } from './named.ts';

/** The id of the group that is named, or else of the usual one, or else of the one chosen. */
export async function groupNamed(app: App, given: string | undefined): Promise<Uidp> {
  const usual = given ?? (await app.settings()).group;
  const candidates = async () =>
    (await (await app.client()).all(listGroups, {})).map(({ id, name, description }) => ({
      id,
      name,
      hint: `${id} ${description}`.trimEnd(),
    }));
  const kind = { noun: 'group', list: 'chainctl iam groups list', place: 'GROUP', candidates };
  return named(app, kind, usual);
}
