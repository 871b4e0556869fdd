// SPDX-License-Identifier: Apache-2.0
import { listIdentities } from '../../core/api/identities.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import type { App } from '../app.ts';
import { named } from './named.ts';

/** The id of an identity: of a person as it is, of a machine also by its name, or the one chosen. */
export async function identityNamed(app: App, given: string | undefined): Promise<Uidp> {
  const candidates = async () =>
    (await (await app.client()).all(listIdentities, {})).map(({ id, name, claimMatch }) => ({
      id,
      name,
      hint: claimMatch.issuer,
    }));
  const list = 'chainctl iam identities list';
  return named(app, { noun: 'identity', list, place: 'IDENTITY', candidates }, given);
}
