// SPDX-License-Identifier: Apache-2.0
// One list of every collection, so that nobody has to look for one: it is long.
import * as z from 'zod';
import { association } from '../core/api/associations.ts';
import { cluster, remoteId } from '../core/api/clusters.ts';
import { denial } from '../core/api/denials.ts';
import { desiredState } from '../core/api/desired.ts';
import { event } from '../core/api/events.ts';
import { group } from '../core/api/groups.ts';
import { identity } from '../core/api/identities.ts';
import { moment } from '../core/api/list.ts';
import { policy, policyVersion } from '../core/api/policies.ts';
import { record, report } from '../core/api/records.ts';
import { role } from '../core/api/roles.ts';
import { subscription } from '../core/api/subscriptions.ts';
import { publicKeys } from '../core/iam/public-keys.ts';
import { uidp } from '../core/iam/uidp.ts';
import { kind } from './kind.ts';

/** `parent` is the UIDP one level up; empty for a root. */
const parent = z.string();

export const groups = kind('groups', group.extend({ parent }), ['parent', 'name']);

export const roles = kind('roles', role.extend({ parent }), ['parent', 'name']);

export const bindings = kind(
  'roleBindings',
  z.object({ id: uidp, parent: uidp, identity: uidp, role: uidp, createdAt: moment }),
  ['parent', 'identity', 'role'],
);
export type Binding = z.output<typeof bindings.shape>;

/**
 * What one identity holds in one organisation: all its bindings there, so that a question of access
 * reads one document. Written in the transaction that writes the bindings.
 */
export const grants = kind(
  'grants',
  z.object({
    identity: uidp,
    organisation: uidp,
    bindings: z.array(z.object({ id: uidp, group: uidp, role: uidp })),
  }),
);
export type Grants = z.output<typeof grants.shape>;

/** People who have logged in: the upstream identity behind a root id. */
export const people = kind(
  'people',
  z.object({
    id: uidp,
    issuer: z.string(),
    subject: z.string(),
    email: z.string().optional(),
    emailVerified: z.boolean(),
    seenAt: moment,
  }),
);
export type Person = z.output<typeof people.shape>;

export const identities = kind('identities', identity.extend({ parent }), ['parent', 'name']);

export const invites = kind(
  'invites',
  z.object({
    id: uidp,
    parent: uidp,
    role: uidp,
    expiration: moment,
    /** Milliseconds since 1970: when the document goes, some time after the expiration. */
    expires: z.number(),
    /** SHA-256 of the code's secret, in hex. */
    secretHash: z.string(),
    keyId: z.string(),
    email: z.string().optional(),
    singleUse: z.boolean(),
    createdAt: moment,
    inviter: uidp,
  }),
  ['parent', 'role'],
  'expires',
);
export type StoredInvite = z.output<typeof invites.shape>;

export const policies = kind(
  'policies',
  policy.extend({
    parent,
    /** The names that the document takes: see `names`. */
    claims: z.array(z.object({ kind: z.string(), name: z.string() })),
    /** How many versions there have been. */
    versions: z.number(),
  }),
  ['parent', 'name'],
);
export type StoredPolicy = z.output<typeof policies.shape>;

export const policyVersions = kind(
  'policyVersions',
  policyVersion.extend({ parent, number: z.number() }),
  ['parent'],
);
export type StoredVersion = z.output<typeof policyVersions.shape>;

/**
 * Who has taken a name in an organisation: one document per organisation, kind and name, so that two
 * who race for it meet in it. A name is unique along each line of ancestry.
 */
export const names = kind(
  'names',
  z.object({ holders: z.array(z.object({ group: uidp, policy: uidp })) }),
);

export const events = kind(
  'events',
  event.extend({
    /** The groups whose trail shows it: the event's own and all above. */
    ancestors: z.array(uidp),
  }),
  ['ancestors', 'type', 'subject'],
);

/** Who outside is told of the events of a group and below it. */
export const subscriptions = kind('subscriptions', subscription.extend({ parent: uidp }), [
  'parent',
]);

/** Events that are not published yet: written with the change, removed after publishing. */
export const outbox = kind('outbox', event);

/** What the OpenID Provider keeps: codes, refresh tokens, grants, under hashes of their ids. */
export const oidcModels = kind(
  'oidcModels',
  z.object({
    /** Sealed: a model repeats its id, and its id is a secret. */
    payload: z.string(),
    expires: z.number().optional(),
    grantId: z.string().optional(),
    userCode: z.string().optional(),
    uid: z.string().optional(),
  }),
  ['grantId', 'userCode', 'uid'],
  'expires',
);

/** Logins that are with another provider at the moment, or have come back from it. */
export const logins = kind(
  'logins',
  z.object({
    provider: z.string(),
    /** SHA-256 in hex: of the state, and of the secret in the cookie of the browser that left. */
    stateHash: z.string(),
    browserHash: z.string(),
    verifier: z.string(),
    nonce: z.string(),
    person: uidp.optional(),
    expires: z.number(),
  }),
  [],
  'expires',
);

/** Clusters as they were registered. What their agents report of them stands in `clusterStates`. */
export const clusters = kind(
  'clusters',
  cluster
    .pick({
      id: true,
      group: true,
      name: true,
      description: true,
      remoteId: true,
      issuer: true,
      private: true,
      registered: true,
    })
    .extend({
      parent,
      /** The keys that sign the tokens of a private cluster. */
      keys: publicKeys.optional(),
      /** The uid of the service account that registered it; another of the same name is not its agent. */
      account: z.string().optional(),
    }),
  ['parent', 'name', 'remoteId'],
);
export type StoredCluster = z.output<typeof clusters.shape>;

/** What the agent of a cluster said last: written by its heartbeats alone, under the cluster's id. */
export const clusterStates = kind(
  'clusterStates',
  cluster.pick({ profiles: true, activity: true, applied: true }).extend({
    lastSeen: moment,
    version: z.string(),
    agentVersion: z.string(),
    /** The revision that is applied; empty before the first. */
    revision: z.string(),
    /** Whether every policy of it could be applied. */
    healthy: z.boolean(),
  }),
  ['revision', 'healthy'],
);
export type ClusterState = z.output<typeof clusterStates.shape>;

/** Which cluster has a remote id in an organisation: `<organisation>@<remote id>`. */
export const remoteIds = kind('remoteIds', z.object({ remoteId, cluster: uidp }));

/**
 * What the clusters of a group should have, under the group's id: never the documents, so that it stays
 * small. Written by `settle` alone. There is one for each group that clusters were registered in.
 */
export const desired = kind(
  'desired',
  desiredState.extend({
    /** Ascends with each change. */
    sequence: z.number(),
    policies: z.array(desiredState.shape.policies.element.extend({ version: uidp })),
  }),
);
export type Desired = z.output<typeof desired.shape>;

/** The images of clusters, each under an id that follows from its name. */
export const records = kind(
  'records',
  record.omit({ cluster: true }).extend({
    /** The id of the cluster. */
    parent: uidp,
    evidence: report.shape.evidence,
    readers: report.shape.readers,
    /** The names of the policies that cover it, and who runs it as `<kind>/<namespace>/<name>`. */
    policyNames: z.array(z.string()),
    workloadNames: z.array(z.string()),
  }),
  ['parent', 'running', 'violation', 'policyNames', 'workloadNames'],
);
export type StoredRecord = z.output<typeof records.shape>;

/** The trees behind the outcomes of records, under the same ids. */
export const verdicts = kind('verdicts', z.object({ verdict: z.string() }));

/** What clusters refused at admission, each under an id that sorts the newest of a cluster first. */
export const denials = kind(
  'denials',
  denial.omit({ cluster: true }).extend({
    /** The id of the cluster. */
    parent: uidp,
    /** The images by themselves. */
    imageNames: z.array(z.string()),
    /** Milliseconds since 1970: when the document goes. */
    expires: z.number(),
  }),
  ['parent', 'imageNames'],
  'expires',
);
export type StoredDenial = z.output<typeof denials.shape>;

/** The last batch that came from a cluster, and what those before named since everything is said again. */
export const batches = kind(
  'batches',
  z.object({
    sequence: z.number(),
    /** SHA-256 of what came in that batch, in hex: another with its number is not the same again. */
    hash: z.string(),
    named: z.array(z.string()).optional(),
  }),
);

/** Which evidence a cluster sent: `<cluster>@<hex>`. The bytes are kept once per organisation. */
export const sentEvidence = kind(
  'sentEvidence',
  z.object({ cluster: uidp, digest: z.string(), sentAt: moment }),
  ['cluster'],
);

/** With which accounts at clouds groups are associated, under the ids of the groups. */
export const associations = kind('associations', association.extend({ id: uidp, parent: uidp }), [
  'parent',
]);

/** Clusters that were deleted, until all that was kept of them is gone too. */
export const departed = kind('departed', z.object({ cluster: uidp, at: moment }));

/** All collections of the control plane. */
export const collections = [
  groups,
  roles,
  bindings,
  grants,
  people,
  identities,
  invites,
  policies,
  policyVersions,
  names,
  events,
  subscriptions,
  outbox,
  oidcModels,
  logins,
  clusters,
  clusterStates,
  remoteIds,
  desired,
  records,
  verdicts,
  denials,
  batches,
  sentEvidence,
  departed,
  associations,
];
