// SPDX-License-Identifier: Apache-2.0
import { type listPolicies, policy } from '../../core/api/policies.ts';
import { lineage, type Uidp } from '../../core/iam/uidp.ts';
import type { Reader } from '../../ports/documents/port.ts';
import { policies, type StoredPolicy } from '../../store/collections.ts';
import { placesHeld } from '../../store/grants.ts';
import { select } from '../../store/kind.ts';
import { listWithin } from '../../store/listing.ts';
import { demand } from '../http/access.ts';
import type { Handler } from '../http/handler.ts';

/** The policies of the groups where the caller may list; or those in force in one group. */
export const list: Handler<typeof listPolicies> = async (request, { service, principal }) => {
  const { documents } = service;
  const { group, name, id } = request;
  if (group !== undefined) {
    await demand(documents, principal.identity, group, ['policy.list']);
    const found = await inForce(documents, group);
    const chosen = found.filter(
      (each) => (name ?? each.name) === each.name && (id ?? each.id) === each.id,
    );
    return { items: chosen.map((each) => policy.parse(each)) };
  }
  const places = await placesHeld(documents, principal.identity, 'policy.list');
  const where = name === undefined ? {} : { name };
  const page = await listWithin(documents, policies, places, request, where);
  return { ...page, items: page.items.map((each) => policy.parse(each)) };
};

/** The most policies that one group may hold and still be listed with what it inherits. */
const most = 1000;

/** The group's own policies and those of all groups above, the root's first. */
async function inForce(reader: Reader, group: Uidp): Promise<StoredPolicy[]> {
  const ofEach = await Promise.all(
    lineage(group).map((parent) => select(reader, policies, { where: { parent }, limit: most })),
  );
  return ofEach.flat();
}
