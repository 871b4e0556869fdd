// SPDX-License-Identifier: Apache-2.0
import https from 'node:https';
import { text } from 'node:stream/consumers';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { Failure } from '../../core/errors.ts';
import { makeAuthority, makeServing, type Pair } from '../certificates/issue.ts';
import { patience } from '../given.ts';
import type { Answer } from './review.ts';
import {
  type AdmissionServer,
  limits,
  type Reviewer,
  type ServerOptions,
  serveAdmission,
} from './server.ts';

let authority: Pair;
let serving: Pair;
let server: AdmissionServer;
beforeAll(async () => {
  authority = await makeAuthority(Date.now());
  serving = await makeServing(authority, ['webhook.gulfstream.svc'], Date.now());
});
afterEach(() => server.close());

async function serve(reviewer: Reviewer, over: Partial<ServerOptions> = {}): Promise<void> {
  server = await serveAdmission({
    port: 0,
    host: 'localhost',
    reviewers: { '/review': reviewer },
    ...over,
  });
  server.certify(serving);
}

const review = (uid: string, more: object = {}) =>
  JSON.stringify({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: {
      uid,
      kind: { group: '', version: 'v1', kind: 'Pod' },
      resource: { group: '', version: 'v1', resource: 'pods' },
      operation: 'CREATE',
      ...more,
    },
  });

function post(
  body: string,
  path = '/review',
  headers = {},
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asked = https.request(
      {
        ...{ port: server.port, host: 'localhost', path, method: 'POST', agent: false, headers },
        ...{ ca: authority.cert, servername: 'webhook.gulfstream.svc' },
      },
      async (answer) => {
        resolve({ status: answer.statusCode ?? 0, body: await text(answer) });
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}
const statusOf = async (body: string) =>
  JSON.parse((await post(body)).body).response.status as { code: number; message: string };

const allows = async (): Promise<Answer> => ({ allowed: true });

test('a review is answered under its own uid, with patch and warnings', async () => {
  const patch = [{ op: 'replace' as const, path: '/spec/containers/0/image', value: 'a@b' }];
  await serve(async () => ({ allowed: true, patch, warnings: ['careful'] }));
  const { response } = JSON.parse((await post(review('seven'))).body);
  expect(response).toMatchObject({ uid: 'seven', allowed: true, warnings: ['careful'] });
  expect(JSON.parse(Buffer.from(response.patch, 'base64').toString())).toEqual(patch);
});

test('a denial is a bad request, as kubectl prints it', async () => {
  await serve(async () => ({ allowed: false, code: 400, message: 'no' }));
  const { response } = JSON.parse((await post(review('a'))).body);
  expect(response).toEqual({
    uid: 'a',
    allowed: false,
    status: { status: 'Failure', code: 400, reason: 'BadRequest', message: 'no' },
  });
});

test('what does not come in time is denied, and says so', async () => {
  await serve(() => new Promise(() => undefined), { limits: { patience: 30 } });
  expect(await statusOf(review('a'))).toMatchObject({
    code: 500,
    message: expect.stringContaining('could not decide within 0.03 s'),
  });
});

test('a registry that answers nothing is given up before that, so that the denial can name it', () => {
  expect(patience).toBeLessThan(limits.patience);
});

test('what is thrown is denied, without its text, which the log gets', async () => {
  const causes: unknown[] = [];
  const fails = async (): Promise<Answer> => {
    throw new Error('a secret');
  };
  await serve(fails, { answered: ({ cause }) => causes.push(cause) });
  const { message } = await statusOf(review('a'));
  expect(message).toBe('could not decide: something went wrong in the agent, its log says what');
  expect(causes).toEqual([new Error('a secret')]);
});

test('a failure that was meant for people is told to them', async () => {
  await serve(async () => {
    throw new Failure('INVALID_ARGUMENT', 'no credentials can be read from team/regcred');
  });
  const { message } = await statusOf(review('a'));
  expect(message).toBe('could not decide: no credentials can be read from team/regcred');
});

test('what is too many at once is denied, and says so; afterwards there is room again', async () => {
  let answer: (answer: Answer) => void = () => undefined;
  const held = new Promise<Answer>((resolve) => {
    answer = resolve;
  });
  await serve(() => held, { limits: { reviews: 1 } });
  const first = post(review('a'));
  await expect.poll(server.pending).toBe(1);
  expect(await statusOf(review('b'))).toMatchObject({
    code: 429,
    message: expect.stringContaining('too many admission reviews are under way here (1)'),
  });
  answer({ allowed: true });
  expect(JSON.parse((await first).body).response.allowed).toBe(true);
  expect(server.pending()).toBe(0);
  expect(JSON.parse((await post(review('c'))).body).response.allowed).toBe(true);
});

test('so is what is too much at once', async () => {
  await serve(allows, { limits: { bytes: 100 } });
  expect(await statusOf(review('a'))).toMatchObject({ code: 429 });
});

test('what is no review is not answered as one', async () => {
  await serve(allows, { limits: { body: 2_000 } });
  const bodies = ['', '{}', 'x', review(''), review('a').replace('v1', 'v1beta1')];
  const statuses = await Promise.all(bodies.map(async (body) => (await post(body)).status));
  expect(statuses).toEqual([400, 400, 400, 400, 400]);
  expect((await post(review('a', { object: 'x'.repeat(2_000) }))).status).toBe(413);
  const unsaid = { 'transfer-encoding': 'chunked' };
  expect((await post(review('a', { object: 'x'.repeat(2_000) }), '/review', unsaid)).status).toBe(
    413,
  );
  expect((await post(review('a'), '/review', unsaid)).status).toBe(200);
  expect((await post(review('a'), '/other')).status).toBe(404);
  expect((await post(review('a'), '/toString')).status).toBe(404);
});

test('a new certificate is shown without a new start, and the old one no more', async () => {
  await serve(allows);
  const other = await makeAuthority(Date.now());
  server.certify(await makeServing(other, ['webhook.gulfstream.svc'], Date.now()));
  await expect(post(review('a'))).rejects.toThrow();
});
