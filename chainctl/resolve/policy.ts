// SPDX-License-Identifier: Apache-2.0
import { listPolicies, type Policy } from '../../core/api/policies.ts';
import type { App } from '../app.ts';
import { named } from './named.ts';
import { only } from './only.ts';

/** The policy that is named by its name or id, or else the one chosen from those to be seen. */
export async function policyNamed(app: App, given: string | undefined): Promise<Policy> {
  const client = await app.client();
  const candidates = async () =>
    (await client.all(listPolicies, {})).map(({ id, name, description }) => ({
      id,
      name,
      hint: `${id} ${description}`.trimEnd(),
    }));
  const kind = { noun: 'policy', list: 'chainctl policies list', place: 'POLICY', candidates };
  const id = await named(app, kind, given);
  return only((await client.call(listPolicies, { id })).items, id);
}
