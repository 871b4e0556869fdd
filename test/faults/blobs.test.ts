// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Storage } from '@google-cloud/storage';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { askEvidence, putEvidence, readEvidence, sendRecords } from '../../core/api/ingest.ts';
import { listRecords } from '../../core/api/records.ts';
import { bucketBlobs } from '../../ports/blobs/storage.ts';
import { authHome, type Home } from '../fixtures/auth/home.ts';
import { type Listening, listening } from '../fixtures/auth/listening.ts';
import { call, refusal } from '../fixtures/caller.ts';
import { type Agent, clusterIn } from '../fixtures/cluster.ts';
import { type Organisation, organisation } from '../fixtures/organisation.ts';
import { reportOf } from '../fixtures/report.ts';

let home: Home;
let ours: Organisation;
let agent: Agent;
let storage: Listening;
/** What the storage answers where bytes are asked for; everything else it answers with 503. */
let bytes: ((response: ServerResponse) => void) | undefined;
const size = 100_000;
const content = Buffer.alloc(size, 'x');
const digest = `sha256:${hash('sha256', content)}`;

beforeAll(async () => {
  storage = await listening();
  storage.serve(async (request, response) => {
    const url = request.url ?? '';
    request.resume();
    if (bytes !== undefined && url.includes('alt=media')) return bytes(response);
    if (bytes !== undefined && request.method === 'GET') {
      const told = { generation: '1', size: String(size), contentType: 'text/plain' };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(told));
      return;
    }
    response.writeHead(503, { 'content-type': 'text/plain' }).end('SECRET of the storage');
  });
  home = await authHome();
  ours = await organisation(home, 'ours');
  agent = await clusterIn(home, ours.root);
  await agent.does(putEvidence, { digest, content: content.toString('base64') });
  const options = { apiEndpoint: storage.url, projectId: 'demo', retryOptions: { maxRetries: 1 } };
  const bucket = new Storage(options).bucket('evidence');
  Object.assign(home.service, { blobs: bucketBlobs(async () => bucket) });
});
afterAll(async () => {
  await home.close();
  await storage.close();
});

test('while Cloud Storage answers 503, evidence is neither taken nor given, and missing still', async () => {
  const other = Buffer.from('other');
  const piece = { digest: `sha256:${hash('sha256', other)}`, content: other.toString('base64') };
  for (const [endpoint, request] of [
    [putEvidence, piece],
    [readEvidence, { digest }],
  ] as const) {
    const { status, body } = await call(home.url, endpoint, request, agent.token);
    expect(status).toBe(503);
    expect(refusal(status, body).reason).toBe('UNAVAILABLE');
    expect(JSON.stringify(body)).not.toContain('SECRET');
  }
  const { missing } = await agent.does(askEvidence, { digests: [piece.digest] });
  expect(missing).toEqual([piece.digest]);
});

test('evidence that breaks off is not given as if it were whole', async () => {
  bytes = (response) => {
    response.writeHead(200, { 'content-length': size });
    response.write(content.subarray(0, 10), () => response.destroy());
  };
  const { status, body } = await call(home.url, readEvidence, { digest }, agent.token);
  bytes = undefined;
  expect(refusal(status, body)).toMatchObject({ status: 503, reason: 'UNAVAILABLE' });
});

test('while Cloud Storage is away reports are taken, as the word of the agent alone', async () => {
  const records = [reportOf('app', { evidence: [digest] })];
  await agent.does(sendRecords, { sequence: 1, records });
  const { items } = await ours.owner.does(listRecords, { cluster: agent.id });
  expect(items).toHaveLength(1);
});
