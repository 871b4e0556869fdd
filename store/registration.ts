// SPDX-License-Identifier: Apache-2.0
import { isDeepStrictEqual } from 'node:util';
import type * as z from 'zod';
import type { session } from '../core/api/auth.ts';
import { Failure } from '../core/errors.ts';
import { gulfstream } from '../core/iam/roles.ts';
import { newChild, organisation, type Uidp } from '../core/iam/uidp.ts';
import type { Key, Reader, Transaction } from '../ports/documents/port.ts';
import { type Author, change, type Ledger, type Record } from './change.ts';
import {
  clusters,
  invites,
  remoteIds,
  type StoredCluster,
  type StoredInvite,
} from './collections.ts';
import { standing } from './grants.ts';
import { clusterInvite } from './invites.ts';
import { at, create, fields, find, put } from './kind.ts';

/** What an agent proved of itself, and what it asks to be called. */
export interface Knock {
  remoteId: string;
  name?: string | undefined;
  description?: string | undefined;
  issuer: string;
  /** The registered keys of a private cluster; undefined where the issuer publishes them. */
  keys: StoredCluster['keys'];
  account: string | undefined;
  from: Author['from'];
}

const created = 'dev.chainguard.api.tenant.cluster.created.v1';
const updated = 'dev.chainguard.api.tenant.cluster.updated.v1';

/**
 * Registers a cluster with a code for clusters. A remote id is claimed once in an organisation: whoever
 * comes with it again gets the same cluster, under the keys it has by now. A code for one is used up
 * by the registration that changes something.
 * @throws Failure FAILED_PRECONDITION where another group of the organisation has the cluster
 */
export async function enrol(
  ledger: Ledger,
  code: string,
  knock: Knock,
): Promise<z.output<typeof session>> {
  const { parent: group } = await clusterInvite(ledger.documents, code, ledger.clock());
  const key = claimOf(group, knock.remoteId);
  for (let tries = 0; tries < 5; tries += 1) {
    const known = await holderOf(ledger.documents, key);
    const id = known ?? newChild(group);
    const author = authorOf(id, knock);
    const type = known === undefined ? created : updated;
    const settled = await change(ledger, author, type, async (transaction, record, now) => {
      const invite = await clusterInvite(transaction, code, ledger.clock());
      if ((await holderOf(transaction, key)) !== known) return undefined;
      if (known === undefined) admit(transaction, record, { invite, knock, id, key, now });
      else await readmit(transaction, record, { invite, knock, id });
      return { identity: id, group, role: gulfstream.name };
    });
    if (settled !== undefined) return settled;
  }
  throw new Failure('ABORTED', 'others register this cluster at the same moment', {
    next: 'the same request again',
  });
}

/** The one document in which all who claim a remote id in an organisation meet. */
export const claimOf = (place: Uidp, remoteId: string): Key => ({
  collection: remoteIds,
  id: `${organisation(place)}@${remoteId}`,
});

async function holderOf(reader: Reader, key: Key): Promise<Uidp | undefined> {
  const document = await reader.get(key);
  return document && remoteIds.shape.parse(document.data).cluster;
}

/** The agent acts as its cluster, and behind it stands its service account. */
function authorOf(subject: Uidp, { issuer, from }: Knock): Author {
  return { actor: { subject, act: { iss: issuer, sub: agentAccount } }, from };
}

/** The service account that an agent runs as, as tokens of Kubernetes name it. */
export const agentAccount = 'system:serviceaccount:gulfstream:controller';

interface Admission {
  invite: StoredInvite;
  knock: Knock;
  id: Uidp;
}

function admit(
  transaction: Transaction,
  record: Record,
  { invite, knock, id, key, now }: Admission & { key: Key; now: string },
): void {
  const { parent: group } = invite;
  const { remoteId, description = '' } = knock;
  const name = knock.name ?? remoteId;
  const placed = { id, group, parent: group, name, description, remoteId, registered: now };
  create(transaction, clusters, id, { ...placed, ...proofOf(knock) });
  transaction.create(key, fields({ remoteId, cluster: id }));
  useUp(transaction, invite);
  record(id, group, { name, remoteId, issuer: knock.issuer, invite: invite.id });
}

async function readmit(
  transaction: Transaction,
  record: Record,
  { invite, knock, id }: Admission,
): Promise<void> {
  const before = await find(transaction, clusters, id);
  if (before?.group !== invite.parent) throw elsewhere(id, knock.remoteId);
  const { keys: _keys, account: _account, ...kept } = before;
  const after: StoredCluster = { ...kept, ...proofOf(knock) };
  if (isDeepStrictEqual(proofOf(before), proofOf(after))) return;
  const { held } = await standing(transaction, invite.inviter, before.group);
  if (!held.has('clusters.update')) throw mayNotReplace(id);
  put(transaction, clusters, id, after);
  useUp(transaction, invite);
  record(id, before.group, { name: before.name, issuer: knock.issuer, invite: invite.id });
}

/** What tells tokens of this cluster from those of others. */
const proofOf = ({
  issuer,
  keys,
  account,
}: Pick<StoredCluster, 'issuer' | 'keys' | 'account'>) => ({
  issuer,
  private: keys !== undefined,
  ...(keys === undefined ? {} : { keys }),
  ...(account === undefined ? {} : { account }),
});

function useUp(transaction: Transaction, { id, singleUse }: StoredInvite): void {
  if (singleUse) transaction.delete(at(invites, id));
}

const elsewhere = (id: Uidp, remote: string): Failure =>
  new Failure(
    'FAILED_PRECONDITION',
    `the cluster ${remote} is registered in another group of this organisation, as ${id}`,
    { place: 'cluster.remoteId', next: `chainctl cluster delete ${id}` },
  );

const mayNotReplace = (id: Uidp): Failure =>
  new Failure(
    'PERMISSION_DENIED',
    `the cluster is registered with other keys, and whoever made this invite may not change ${id}`,
    { place: 'cluster.keys', next: 'ask an owner of the group for another' },
  );
