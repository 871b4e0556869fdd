// SPDX-License-Identifier: Apache-2.0
import { endpoints } from '../../core/api/contract.ts';
import type { Endpoint } from '../../core/api/endpoint.ts';
import { createInvite } from '../../core/api/invites.ts';
import { viewer } from '../../core/iam/roles.ts';
import { rows, type Things, things } from '../access/rows.ts';
import { clusterCode, privateCluster, registeredCluster } from '../fixtures/auth/agent.ts';
import { type Home, identityToken } from '../fixtures/auth/home.ts';
import { clusterIn } from '../fixtures/cluster.ts';
import { organisation } from '../fixtures/organisation.ts';
import { reportOf } from '../fixtures/report.ts';

/** A request that is answered as said, and who sends it. */
export interface Ask {
  name: string;
  endpoint: Endpoint;
  token: string;
  request: object;
  status: number;
  /** What may stand there without the rest, since it says nothing about it. */
  alone?: RegExp;
}

/** What is asked of an endpoint where it is not what its row of the access table has. */
type Instead = Partial<Pick<Ask, 'token' | 'request' | 'status' | 'alone'>>;

/** An organisation, and at least one request to each endpoint there. */
export async function asksAt(home: Home): Promise<Ask[]> {
  const ours = await organisation(home, 'ours');
  const there: Things = await things(home, ours);
  const agent = await clusterIn(home, ours.root);
  const { code } = await ours.owner.does(createInvite, { group: ours.root, role: viewer.id });
  const forClusters = await clusterCode(ours.owner, ours.root);
  const cluster = await privateCluster(home);
  const registered = await registeredCluster(home, await clusterCode(ours.owner, ours.root));
  const before = await registered.token();
  await registered.rotate();
  const newcomer = await identityToken(home, 'newcomer@example.com');
  const records = ['a', 'b'].map((name) => reportOf(name));

  const instead: Record<string, Record<string, Instead>> = {
    'auth.register': {
      // Somebody has logged in, whatever they were let into.
      'of a person': { token: newcomer, request: { code }, alone: /^people\// },
      'of a cluster': {
        token: await cluster.token(),
        request: {
          code: forClusters,
          cluster: { remoteId: cluster.remoteId, keys: cluster.keys() },
        },
      },
    },
    'sts.exchange': {
      'for a person': { token: newcomer, request: {} },
      'for a cluster': { token: before, request: { cluster: registered.id } },
    },
    'auth.replaceKeys': {
      '': { token: before, request: { cluster: registered.id, keys: registered.keys() } },
    },
    'identities.lookup': { '': { status: 404 } },
    'associations.lend': { '': { status: 404 } },
    'ingest.records': {
      'the first': { request: { sequence: 1, records } },
      everything: { request: { sequence: 1, records, whole: true, last: true } },
    },
    // Bytes that nothing names yet are what the same request will name.
    'ingest.evidence': { '': { alone: /^blob / } },
    'ingest.readEvidence': { '': { status: 404 } },
  };

  return endpoints.flatMap((endpoint) => {
    const own = endpoint.access.kind === 'cluster' ? agent.token : ours.owner.token;
    const request = rows[endpoint.id]?.request(there);
    if (request === undefined) throw new Error(`${endpoint.id} has no row in test/access/rows.ts`);
    const usual = { endpoint, token: own, request, status: 200 };
    return Object.entries(instead[endpoint.id] ?? { '': {} }).map(([variant, other]) => ({
      name: `${endpoint.id} ${variant}`.trim(),
      ...usual,
      ...other,
    }));
  });
}
