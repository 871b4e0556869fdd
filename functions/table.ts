// SPDX-License-Identifier: Apache-2.0
import type { FunctionName } from '../core/api/endpoint.ts';
import type { Consumer } from '../ports/topics/port.ts';
import { eventsTopic } from '../store/change.ts';
import { associationsFunction } from './associations/main.ts';
import { authFunction } from './auth/main.ts';
import { clustersFunction } from './clusters/main.ts';
import { desiredFunction } from './desired/main.ts';
import { eventsFunction } from './events/main.ts';
import { fanout, fanoutTopic } from './fanout/fan-out.ts';
import { fanoutFunction } from './fanout/main.ts';
import { groupsFunction } from './groups/main.ts';
import type { Listener } from './http.ts';
import { identitiesFunction } from './identities/main.ts';
import { ingestFunction } from './ingest/main.ts';
import { invitesFunction } from './invites/main.ts';
import { notifyFunction } from './notify/main.ts';
import { deliveriesTopic, notify } from './notify/notify.ts';
import { policiesFunction } from './policies/main.ts';
import { recordsFunction } from './records/main.ts';
import { rolesFunction } from './roles/main.ts';
import type { Service } from './service.ts';
import { subscriptionsFunction } from './subscriptions/main.ts';
import { sweepFunction } from './sweep/main.ts';

/** One deployable function: what it is made by, and the beginnings of the paths that lead to it. */
export interface Deployable {
  make: (service: Service) => Listener;
  paths: string[];
}

/** Every function of the service, and how a request finds it, in both homes. */
export const deployables: Record<FunctionName, Deployable> = {
  auth: {
    make: authFunction,
    paths: ['/auth/', '/sts/', '/oauth/', '/.well-known/', '/login/', '/activate', '/dev/'],
  },
  groups: { make: groupsFunction, paths: ['/iam/v1/groups'] },
  invites: { make: invitesFunction, paths: ['/iam/v1/group_invites'] },
  roles: { make: rolesFunction, paths: ['/iam/v1/roles', '/iam/v1/rolebindings'] },
  identities: { make: identitiesFunction, paths: ['/iam/v1/identities'] },
  policies: {
    make: policiesFunction,
    paths: ['/iam/v1/policies', '/iam/v1/policyVersions', '/iam/v1/policyClusters'],
  },
  clusters: { make: clustersFunction, paths: ['/tenant/v1/clusters'] },
  events: { make: eventsFunction, paths: ['/events/v1/events'] },
  subscriptions: { make: subscriptionsFunction, paths: ['/events/v1/subscriptions'] },
  desired: { make: desiredFunction, paths: ['/agent/v1/desired', '/agent/v1/policies'] },
  ingest: {
    make: ingestFunction,
    paths: ['/agent/v1/heartbeat', '/agent/v1/records', '/agent/v1/denials', '/agent/v1/evidence'],
  },
  associations: {
    make: associationsFunction,
    paths: ['/iam/v1/account_associations', '/agent/v1/registry-tokens'],
  },
  records: { make: recordsFunction, paths: ['/tenant/v1/records', '/tenant/v1/denials'] },
};

/** Functions that no path leads to: a service of the cloud calls them, in the cloud only. */
export const triggeredFunctions = {
  sweep: sweepFunction,
  fanout: fanoutFunction,
  notify: notifyFunction,
};
export type TriggeredName = keyof typeof triggeredFunctions;

/**
 * Who acts on the messages of which topics. In a cloud these are push subscriptions, `<topic>.<name>`, to
 * triggered functions; in a home without a broker they take their messages in the process.
 */
export const consumers: Record<string, { topics: string[]; make: (service: Service) => Consumer }> =
  {
    fanout: { topics: [eventsTopic, fanoutTopic], make: fanout },
    notify: { topics: [eventsTopic, deliveriesTopic], make: notify },
  };

/** The function that answers a path; undefined where none does. */
export function functionOf(path: string): FunctionName | undefined {
  const fits = (beginning: string) =>
    beginning.endsWith('/')
      ? path.startsWith(beginning)
      : path === beginning || path.startsWith(`${beginning}/`);
  const found = Object.entries(deployables).find(([, { paths }]) => paths.some(fits));
  return found?.[0] as FunctionName | undefined;
}
