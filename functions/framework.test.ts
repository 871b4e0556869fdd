// SPDX-License-Identifier: Apache-2.0
import type { Server } from 'node:http';
import { gzipSync } from 'node:zlib';
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { authHome, type Home } from '../test/fixtures/auth/home.ts';
import { refusal } from '../test/fixtures/caller.ts';
import { type Organisation, organisation } from '../test/fixtures/organisation.ts';
import { raw } from '../test/fixtures/raw.ts';
import { serve } from './framework.ts';
import { groupsFunction } from './groups/main.ts';

let home: Home;
let ours: Organisation;
let server: Server;
let url: string;
beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
  const log = { write: () => undefined, during: <T>(_request: unknown, run: () => T) => run() };
  const make = async () => groupsFunction(home.service);
  const leave = () => undefined;
  serve({ name: 'groups-here', log, make, leave, close: async () => undefined });
  server = getTestServer('groups-here');
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(async () => {
  server.close();
  await home.close();
});

const post = (body: string | Buffer, type = 'application/json', more = {}) =>
  raw(url, '/iam/v1/groups', {
    method: 'POST',
    headers: { authorization: `Bearer ${ours.owner.token}`, 'content-type': type, ...more },
    body,
  });
const refused = async (body: string | Buffer, type?: string) => {
  const { status, text } = await post(body, type);
  return refusal(status, JSON.parse(text));
};

test('a function behind the framework answers as it does without', async () => {
  expect(JSON.parse((await post('{"name":"made"}')).text)).toMatchObject({ name: 'made' });
});

test('malformed JSON is answered by us, with its place', async () => {
  const { status, message } = await refused('{"name":\n tru}');
  expect({ status, message }).toEqual({
    status: 400,
    message: 'the body is not JSON: line 2, column 2',
  });
});

test('a compressed body is not unpacked, so that a small one cannot become a large one', async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
  const { status, text } = await post(bomb, 'application/json', { 'content-encoding': 'gzip' });
  expect(refusal(status, JSON.parse(text)).message).toBe('the body is not UTF-8');
});

test('what is too large, not UTF-8 or of another type is refused by us as well', async () => {
  expect((await refused(Buffer.alloc(1_100_000, ' '))).message).toContain('larger than 1048576');
  expect((await refused(Buffer.from([0x22, 0xff, 0x22]))).message).toBe('the body is not UTF-8');
  for (const type of ['text/plain', 'application/octet-stream', 'application/cloudevents+json']) {
    expect((await refused('{"name":"a"}', type)).place).toBe('Content-Type');
  }
});
