// SPDX-License-Identifier: Apache-2.0
import * as associations from './associations.ts';
import * as auth from './auth.ts';
import * as clusters from './clusters.ts';
import * as denials from './denials.ts';
import * as desired from './desired.ts';
import type { Endpoint } from './endpoint.ts';
import * as events from './events.ts';
import * as groups from './groups.ts';
import * as identities from './identities.ts';
import * as ingest from './ingest.ts';
import * as invites from './invites.ts';
import * as policies from './policies.ts';
import * as records from './records.ts';
import * as roleBindings from './role-bindings.ts';
import * as roles from './roles.ts';
import * as subscriptions from './subscriptions.ts';

/** Every endpoint of the service, in the order of the reference. */
export const endpoints: Endpoint[] = [
  auth.validate,
  auth.register,
  auth.exchange,
  auth.replaceKeys,
  groups.createRootGroup,
  groups.createGroup,
  groups.listGroups,
  groups.updateGroup,
  groups.deleteGroup,
  invites.createInvite,
  invites.listInvites,
  invites.deleteInvite,
  roles.createRole,
  roles.listRoles,
  roles.updateRole,
  roles.deleteRole,
  roleBindings.createRoleBinding,
  roleBindings.listRoleBindings,
  roleBindings.updateRoleBinding,
  roleBindings.deleteRoleBinding,
  identities.createIdentity,
  identities.listIdentities,
  identities.lookupIdentity,
  identities.updateIdentity,
  identities.deleteIdentity,
  associations.createAssociation,
  associations.updateAssociation,
  associations.listAssociations,
  associations.deleteAssociation,
  associations.checkAssociation,
  associations.lendRegistryToken,
  policies.createPolicy,
  policies.listPolicies,
  policies.countClusters,
  policies.updatePolicy,
  policies.deletePolicy,
  policies.listPolicyVersions,
  policies.activatePolicyVersion,
  clusters.listClusters,
  clusters.updateCluster,
  clusters.deleteCluster,
  events.listEvents,
  subscriptions.createSubscription,
  subscriptions.listSubscriptions,
  subscriptions.deleteSubscription,
  desired.readDesired,
  desired.readPolicy,
  ingest.heartbeat,
  ingest.sendRecords,
  denials.sendDenials,
  ingest.askEvidence,
  ingest.putEvidence,
  ingest.listEvidence,
  ingest.readEvidence,
  records.listRecords,
  records.describeRecord,
  denials.listDenials,
];
