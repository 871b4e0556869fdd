// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endpoints } from '../../core/api/contract.ts';
import type { Endpoint } from '../../core/api/endpoint.ts';
import { putEvidence } from '../../core/api/ingest.ts';
import { createRole } from '../../core/api/roles.ts';
import { owner as ownerRole } from '../../core/iam/roles.ts';
import { clusters } from '../../store/collections.ts';
import { at } from '../../store/kind.ts';
import { authHome, type Home } from '../fixtures/auth/home.ts';
import { type Caller, call, refusal } from '../fixtures/caller.ts';
import { clusterIn } from '../fixtures/cluster.ts';
import { dump } from '../fixtures/dump.ts';
import { type Organisation, organisation } from '../fixtures/organisation.ts';
import { ofNothing, type Row, rows, type Things, things } from './rows.ts';

let home: Home;
let there: Things;
let ours: Organisation;
let outsider: Caller;
beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
  there = await things(home, ours);
  outsider = (await organisation(home, 'theirs')).owner;
});
afterAll(() => home.close());

test('every endpoint of the contract has its row, and every row its endpoint', () => {
  expect(Object.keys(rows).sort()).toEqual(endpoints.map(({ id }) => id).sort());
});

const table = endpoints.map((endpoint) => ({ id: endpoint.id, endpoint, row: rowOf(endpoint) }));
const asked = (endpoint: Endpoint, row: Row, token: string | undefined) =>
  call(home.url, endpoint, row.request(there), token);

/** Runs it and demands that not one document is other than before. */
async function changesNothing<T>(run: () => Promise<T>): Promise<T> {
  const before = await dump(home.service.documents);
  const result = await run();
  expect(await dump(home.service.documents)).toEqual(before);
  return result;
}

describe('without a token nobody gets in, and nothing changes', () => {
  test.each(table)('$id', async ({ endpoint, row }) => {
    for (const token of [undefined, '', 'nonsense', `${ours.owner.token.slice(0, -4)}AAAA`]) {
      const { status, body } = await changesNothing(() => asked(endpoint, row, token));
      expect(refusal(status, body)).toMatchObject({ status: 401, reason: 'UNAUTHENTICATED' });
    }
  });
});

describe('the owner of another organisation learns and changes nothing', () => {
  test.each(table)('$id', async ({ endpoint, row }) => {
    const ask = () => asked(endpoint, row, outsider.token);
    const { status, body } = await (row.outsider === 200 ? ask() : changesNothing(ask));
    expect(status).toBe(row.outsider);
    if (row.own !== undefined) expect(JSON.stringify(body)).not.toContain(ours.root);
    if (row.outsider !== 200) refusal(status, body);
  });
});

describe('a viewer changes nothing', () => {
  test.each(table)('$id', async ({ endpoint, row }) => {
    const ask = () => asked(endpoint, row, ours.viewer.token);
    const { status, body } = await (row.viewer === 200 ? ask() : changesNothing(ask));
    expect(status).toBe(row.viewer);
    if (row.viewer === 200 && row.own !== undefined) {
      expect(JSON.stringify(body)).toContain(ours.root);
    }
  });
});

const scoped = table.flatMap(({ id, endpoint, row }) =>
  endpoint.access.kind === 'scoped'
    ? endpoint.access.capabilities.map((lacking) => ({ id, lacking, endpoint, row }))
    : [],
);

describe('whoever holds all but the one capability is refused', () => {
  test.each(scoped)('$id without $lacking', async ({ id, lacking, endpoint, row }) => {
    const capabilities = ownerRole.capabilities.filter((name) => name !== lacking);
    const role = { name: `not ${lacking}`, capabilities };
    const almost = await ours.owner.does(createRole, { parent: ours.root, role });
    const caller = await ours.joined(`${id}-almost`, almost);
    const { status, body } = await changesNothing(() => asked(endpoint, row, caller.token));
    expect(refusal(status, body)).toMatchObject({
      status: 403,
      message: expect.stringContaining(`you lack ${lacking} at ${ours.root}`),
    });
  });
});

const ofAgents = table.filter(({ endpoint }) => endpoint.access.kind === 'cluster');
const demanding = table.filter(({ endpoint }) =>
  ['scoped', 'filtered', 'authenticated'].includes(endpoint.access.kind),
);

describe('an agent of a cluster is answered at what is for agents', () => {
  test.each(ofAgents)('$id', async ({ endpoint, row }) => {
    const agent = await clusterIn(home, ours.root);
    await agent.does(putEvidence, { digest: ofNothing, content: '' });
    const { status, body } = await asked(endpoint, row, agent.token);
    expect({ status, body }).toMatchObject({ status: row.agent ?? 200 });
  });
});

describe('the token of a cluster opens nothing else, and nothing at all without the cluster', () => {
  test.each([...demanding, ...ofAgents])('$id', async ({ endpoint, row }) => {
    const agent = await clusterIn(home, ours.root);
    if (endpoint.access.kind === 'cluster') {
      await home.service.documents.delete(at(clusters, agent.id));
    }
    const { status, body } = await changesNothing(() => asked(endpoint, row, agent.token));
    expect(refusal(status, body).status).toBe(endpoint.access.kind === 'cluster' ? 401 : 403);
  });
});

const grantable = table.filter(
  ({ endpoint, row }) => row.viewer === 403 && endpoint.access.kind !== 'cluster',
);

describe('what others are refused is granted to the owner', () => {
  test.each(grantable)('$id', async ({ id, endpoint, row }) => {
    const another = await organisation(home, `granted-${id.toLowerCase()}`);
    const request = row.request(await things(home, another));
    const { status, body } = await call(home.url, endpoint, request, another.owner.token);
    expect({ status, body }).toMatchObject({ status: 200 });
  });
});

function rowOf({ id }: Endpoint): Row {
  const row = rows[id];
  if (row === undefined) throw new Error(`${id} has no row in test/access/rows.ts`);
  return row;
}
