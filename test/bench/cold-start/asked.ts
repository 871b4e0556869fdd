// SPDX-License-Identifier: Apache-2.0
import { listAssociations } from '../../../core/api/associations.ts';
import { validate } from '../../../core/api/auth.ts';
import { listClusters } from '../../../core/api/clusters.ts';
import { readDesired } from '../../../core/api/desired.ts';
import { encode } from '../../../core/api/encode.ts';
import type { Endpoint, Given } from '../../../core/api/endpoint.ts';
import { listEvents } from '../../../core/api/events.ts';
import { deleteGroup, listGroups } from '../../../core/api/groups.ts';
import { listIdentities } from '../../../core/api/identities.ts';
import { askEvidence } from '../../../core/api/ingest.ts';
import { listInvites } from '../../../core/api/invites.ts';
import { listPolicies } from '../../../core/api/policies.ts';
import { listRecords } from '../../../core/api/records.ts';
import { listRoles } from '../../../core/api/roles.ts';
import { listSubscriptions } from '../../../core/api/subscriptions.ts';
import type { Uidp } from '../../../core/iam/uidp.ts';

/** What a function is asked first: something that it cannot answer without Firestore. */
export interface Asked {
  method: string;
  target: string;
  body?: string;
  /** Who asks: a person, the agent of a cluster, or Google for the function. */
  as: 'person' | 'agent' | 'google';
}

const by =
  (as: Asked['as']) =>
  <E extends Endpoint>(endpoint: E, request: Given<E>): Asked => {
    const { method, target, body } = encode(endpoint, request);
    return { method, target, as, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  };
const person = by('person');
const agent = by('agent');

/** A push of Pub/Sub: it is said what became of the group. */
function push(type: string, group: Uidp): Asked {
  const attributes = { type, group, id: 'one' };
  const event = { id: 'one', type, group };
  const data = Buffer.from(JSON.stringify(event)).toString('base64');
  const message = { messageId: '1', attributes, data };
  const body = JSON.stringify({ message, subscription: 'projects/demo-test/subscriptions/one' });
  return { method: 'POST', target: '/', body, as: 'google' };
}

/** The first call of each function. */
export const asked = (group: Uidp): Record<string, Asked> => ({
  auth: person(validate, {}),
  groups: person(listGroups, {}),
  invites: person(listInvites, {}),
  roles: person(listRoles, {}),
  identities: person(listIdentities, {}),
  policies: person(listPolicies, {}),
  clusters: person(listClusters, {}),
  events: person(listEvents, { group }),
  subscriptions: person(listSubscriptions, {}),
  desired: agent(readDesired, {}),
  ingest: agent(askEvidence, { digests: [] }),
  associations: person(listAssociations, {}),
  records: person(listRecords, {}),
  sweep: { method: 'POST', target: '/', as: 'google' },
  // Of the messages that fanout acts on, one that reads and has nothing to write then.
  fanout: push('dev.chainguard.api.tenant.cluster.created.v1', group),
  notify: push(String(deleteGroup.event), group),
});
