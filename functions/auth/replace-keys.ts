// SPDX-License-Identifier: Apache-2.0
import { isDeepStrictEqual } from 'node:util';
import type { replaceKeys as endpoint } from '../../core/api/auth.ts';
import { Failure } from '../../core/errors.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import { change } from '../../store/change.ts';
import { clusters, type StoredCluster } from '../../store/collections.ts';
import { find, put } from '../../store/kind.ts';
import { refused } from '../http/bearer.ts';
import type { Handler } from '../http/handler.ts';
import { type AgentVerifier, importable } from './agents.ts';

const type = 'dev.chainguard.api.tenant.cluster.updated.v1';

/** Replaces the keys of a private cluster, for whoever has one of those that it has now. */
export const replaceKeys =
  (agents: AgentVerifier): Handler<typeof endpoint> =>
  async ({ cluster: id, keys }, { service, token, author: { from } }) => {
    if (token === undefined) throw refused();
    const { cluster, subject } = await agents.cluster(token, id);
    if (!cluster.private) throw published(cluster);
    await importable(keys, 'keys');
    const author = { actor: { subject: id, act: subject.act }, from };
    return change(service, author, type, async (transaction, record) => {
      const now = await find(transaction, clusters, id);
      // What proved the bearer must be what is replaced: a rotation that came between counts.
      if (now === undefined || !same(now.keys, cluster.keys)) throw overtaken(id);
      if (same(keys, now.keys)) return {};
      put(transaction, clusters, id, { ...now, keys });
      record(id, now.group, { name: now.name, keys: keys.map(({ kid }) => kid ?? '') });
      return {};
    });
  };

const same = (one: StoredCluster['keys'], other: StoredCluster['keys']): boolean =>
  isDeepStrictEqual(one, other);

const published = ({ name, issuer }: StoredCluster): Failure =>
  new Failure(
    'FAILED_PRECONDITION',
    `the keys of cluster "${name}" are those that ${issuer} publishes; none are registered`,
    { place: 'cluster', next: 'chainctl cluster install --private' },
  );

const overtaken = (id: Uidp): Failure =>
  new Failure('ABORTED', `the keys of ${id} changed at the same moment; nothing was done`, {
    next: 'the same request again',
  });
