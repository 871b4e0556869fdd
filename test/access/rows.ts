// SPDX-License-Identifier: Apache-2.0
import { createAssociation } from '../../core/api/associations.ts';
import { sendDenials } from '../../core/api/denials.ts';
import { createGroup } from '../../core/api/groups.ts';
import { createIdentity } from '../../core/api/identities.ts';
import { sendRecords } from '../../core/api/ingest.ts';
import { createInvite } from '../../core/api/invites.ts';
import { createPolicy } from '../../core/api/policies.ts';
import { listRecords } from '../../core/api/records.ts';
import { listRoleBindings } from '../../core/api/role-bindings.ts';
import { createRole } from '../../core/api/roles.ts';
import { createSubscription } from '../../core/api/subscriptions.ts';
import { newInviteCode } from '../../core/iam/invites.ts';
import { viewer } from '../../core/iam/roles.ts';
import type { Home } from '../fixtures/auth/home.ts';
import { clusterIn } from '../fixtures/cluster.ts';
import { refusedOf } from '../fixtures/denial.ts';
import type { Organisation } from '../fixtures/organisation.ts';
import { policyDocument } from '../fixtures/policy.ts';
import { reportOf } from '../fixtures/report.ts';

/** Where nobody listens. */
const sink = 'http://127.0.0.1:9/';

/** Something of each kind in an organisation, for requests to name. */
export async function things(home: Home, { owner, root, viewer: reader }: Organisation) {
  const group = await owner.does(createGroup, { parent: root, group: { name: 'team' } });
  const invite = await owner.does(createInvite, { group: root, role: viewer.id });
  const custom = { name: 'lister', capabilities: ['groups.list' as const] };
  const role = await owner.does(createRole, { parent: root, role: custom });
  const bindings = await owner.does(listRoleBindings, { identity: reader.id });
  const claimMatch = { issuer: 'https://ci.example.com', subject: 'job' };
  const machine = { name: 'ci', claimMatch };
  const identity = await owner.does(createIdentity, { parent: root, identity: machine });
  const document = policyDocument('first');
  const policy = await owner.does(createPolicy, { parent: root, policy: { document } });
  const amazon = { account: '123456789012' };
  await owner.does(createAssociation, { group: root, amazon });
  const cluster = await clusterIn(home, root);
  await cluster.does(sendRecords, { sequence: 1, records: [reportOf('app')] });
  await cluster.does(sendDenials, { denials: [refusedOf('app')] });
  const records = await owner.does(listRecords, { cluster: cluster.id });
  const subscription = await owner.does(createSubscription, {
    parent: root,
    subscription: { sink },
  });
  return {
    root,
    reader: reader.id,
    group: group.id,
    invite: invite.id,
    /** A code of the invite that is there, with a secret that nobody has. */
    guessed: newInviteCode(invite.id).code,
    role: role.id,
    binding: bindings.items[0]?.id ?? root,
    identity: identity.id,
    claimMatch,
    policy: policy.id,
    version: policy.enforcedVersion.id,
    cluster: cluster.id,
    digest: policy.enforcedVersion.digest,
    subscription: subscription.id,
    record: records.items[0]?.id ?? root,
  };
}
export type Things = Awaited<ReturnType<typeof things>>;

/**
 * What a person without the right to it hears: whoever may see all and change nothing (`viewer`), and
 * whoever owns another organisation (`outsider`). Everybody without a token hears 401.
 */
export interface Row {
  /** A request that the owner is granted, where the endpoint asks for a right. */
  request: (there: Things) => object;
  viewer: 200 | 401 | 403 | 404;
  outsider: 200 | 401 | 403 | 404;
  /** What an agent hears where that is not 200: of a registry that nobody associated an account with. */
  agent?: 404;
  /** What `outsider` sees where 200 is the answer: a list without anything of the organisation. */
  own?: 'nothing of theirs';
}

/** The SHA-256 of no bytes at all. */
export const ofNothing = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const denied = { viewer: 403, outsider: 404 } as const;
const readable = { viewer: 200, outsider: 404 } as const;
/** What the agents of clusters call is refused to people, whatever they own. */
const ofAgents = { viewer: 403, outsider: 403 } as const;
/** Lists answer everybody with what they may see. */
const listed = { viewer: 200, outsider: 200, own: 'nothing of theirs' } as const;

/** A public key, of which nobody has the private part. */
const nobodysKey = {
  kty: 'OKP',
  crv: 'Ed25519',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
} as const;

/** One row for each endpoint of the contract, by its id. */
export const rows: Record<string, Row> = {
  'auth.validate': { request: () => ({}), viewer: 200, outsider: 200, own: 'nothing of theirs' },
  'auth.register': { request: ({ guessed }) => ({ code: guessed }), viewer: 404, outsider: 404 },
  'sts.exchange': { request: ({ identity }) => ({ identity }), viewer: 401, outsider: 401 },
  'auth.replaceKeys': {
    request: ({ cluster }) => ({ cluster, keys: [nobodysKey] }),
    viewer: 401,
    outsider: 401,
  },
  'groups.createRoot': { request: () => ({ group: { name: 'mine' } }), viewer: 200, outsider: 200 },
  'groups.create': {
    request: ({ root }) => ({ parent: root, group: { name: 'new' } }),
    ...denied,
  },
  'groups.list': { request: () => ({}), ...listed },
  'groups.update': { request: ({ group }) => ({ id: group, name: 'renamed' }), ...denied },
  'groups.delete': { request: ({ group }) => ({ id: group }), ...denied },
  'invites.create': { request: ({ root }) => ({ group: root, role: viewer.id }), ...denied },
  'invites.list': { request: () => ({}), ...listed },
  'invites.delete': { request: ({ invite }) => ({ id: invite }), ...denied },
  'roles.create': {
    request: ({ root }) => ({ parent: root, role: { name: 'r', capabilities: ['groups.list'] } }),
    ...denied,
  },
  'roles.list': { request: () => ({}), ...listed },
  'roles.update': { request: ({ role }) => ({ id: role, description: 'changed' }), ...denied },
  'roles.delete': { request: ({ role }) => ({ id: role }), ...denied },
  'roleBindings.create': {
    request: ({ group, reader }) => ({
      parent: group,
      roleBinding: { identity: reader, role: viewer.id },
    }),
    ...denied,
  },
  'roleBindings.list': { request: () => ({}), ...listed },
  'roleBindings.update': {
    request: ({ binding, role }) => ({ id: binding, role }),
    ...denied,
  },
  'roleBindings.delete': { request: ({ binding }) => ({ id: binding }), ...denied },
  'identities.create': {
    request: ({ root, claimMatch }) => ({ parent: root, identity: { name: 'bot', claimMatch } }),
    ...denied,
  },
  'identities.list': { request: () => ({}), ...listed },
  'identities.lookup': {
    request: () => ({ issuer: 'https://ci.example.com', subject: 'job' }),
    viewer: 404,
    outsider: 404,
  },
  'identities.update': { request: ({ identity }) => ({ id: identity, name: 'other' }), ...denied },
  'identities.delete': { request: ({ identity }) => ({ id: identity }), ...denied },
  'associations.create': {
    request: ({ group }) => ({ group, amazon: { account: '123456789012' } }),
    ...denied,
  },
  'associations.update': { request: ({ root }) => ({ group: root }), ...denied },
  'associations.list': { request: () => ({}), ...listed },
  'associations.delete': { request: ({ root }) => ({ group: root }), ...denied },
  'associations.check': {
    request: ({ group }) => ({ group, cloud: 'google' as const }),
    ...readable,
  },
  'associations.lend': {
    request: () => ({ registry: 'gcr.io' }),
    ...ofAgents,
    agent: 404,
  },
  'policies.create': {
    request: ({ root }) => ({ parent: root, policy: { document: policyDocument('second') } }),
    ...denied,
  },
  'policies.list': { request: ({ root }) => ({ group: root }), ...readable },
  'policies.clusters': { request: ({ root }) => ({ group: root }), ...readable },
  'policies.update': {
    request: ({ policy }) => ({ id: policy, document: policyDocument('first', 'a.example/**') }),
    ...denied,
  },
  'policies.delete': { request: ({ policy }) => ({ id: policy }), ...denied },
  'policies.listVersions': { request: ({ policy }) => ({ policyId: policy }), ...readable },
  'policies.activateVersion': { request: ({ version }) => ({ versionId: version }), ...denied },
  'clusters.list': { request: () => ({}), ...listed },
  'clusters.update': { request: ({ cluster }) => ({ id: cluster, name: 'other' }), ...denied },
  'clusters.delete': { request: ({ cluster }) => ({ id: cluster }), ...denied },
  'events.list': { request: ({ root }) => ({ group: root }), ...denied },
  'subscriptions.create': {
    request: ({ root }) => ({ parent: root, subscription: { sink } }),
    ...denied,
  },
  'subscriptions.list': { request: () => ({}), ...listed },
  'subscriptions.delete': { request: ({ subscription }) => ({ id: subscription }), ...denied },
  'ingest.heartbeat': {
    request: () => ({
      agentVersion: '1',
      version: 'v1',
      profiles: ['observer' as const],
      sequence: 0,
    }),
    ...ofAgents,
  },
  'ingest.records': { request: () => ({ sequence: 1, records: [] }), ...ofAgents },
  'ingest.missing': { request: () => ({ digests: [] }), ...ofAgents },
  'ingest.evidence': {
    request: () => ({ digest: ofNothing, content: '' }),
    ...ofAgents,
  },
  'ingest.listEvidence': { request: () => ({}), ...ofAgents },
  'ingest.readEvidence': { request: () => ({ digest: ofNothing }), ...ofAgents },
  'ingest.denials': { request: () => ({ denials: [refusedOf('app')] }), ...ofAgents },
  'denials.list': { request: () => ({}), ...listed },
  'records.list': { request: () => ({}), ...listed },
  'records.describe': { request: ({ record }) => ({ id: record }), ...readable },
  'desired.read': { request: () => ({}), ...ofAgents },
  'desired.policy': { request: ({ digest }) => ({ digest }), ...ofAgents },
};
