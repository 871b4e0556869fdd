// SPDX-License-Identifier: Apache-2.0
import { hash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createGroup } from '../../core/api/groups.ts';
import { sendRecords } from '../../core/api/ingest.ts';
import {
  createSubscription,
  deleteSubscription,
  listSubscriptions,
  mostSubscriptions,
} from '../../core/api/subscriptions.ts';
import type { Uidp } from '../../core/iam/uidp.ts';
import { sweep } from '../../store/change.ts';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { type Listening, listening } from '../../test/fixtures/auth/listening.ts';
import { clusterIn } from '../../test/fixtures/cluster.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';
import { reportOf } from '../../test/fixtures/report.ts';
import { readBody } from '../http/body.ts';
import { inHeader } from './cloud-event.ts';
import { deliveriesTopic, notify } from './notify.ts';
import { sender } from './send.ts';

interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

let home: Home;
let ours: Organisation;
let receiver: Listening;
let received: Received[] = [];
/** What the tests look at: groups that were made. Of a subscription its own subscriber hears as well. */
const toldOf = '.group.created.';
/** What the receiver answers to these at a path, one after the other; 200 where nothing is left. */
const answers = new Map<string, number[]>();
let count = 0;

beforeAll(async () => {
  home = await authHome();
  receiver = await listening();
  receiver.serve(async (request, response) => {
    const body = (await readBody(request)).toString();
    const path = request.url ?? '';
    received.push({ path, headers: request.headers, body });
    const told = String(request.headers['ce-type']).includes(toldOf);
    const status = (told ? answers.get(path)?.shift() : undefined) ?? 200;
    response.writeHead(status, { location: `${receiver.url}/elsewhere` }).end('thanks');
  });
});
beforeEach(async () => {
  count += 1;
  received = [];
  ours = await organisation(home, `ours-${count}`);
});
afterAll(async () => {
  await home.close();
  await receiver.close();
});

const subscribe = (parent: Uidp, path: string, by = ours.owner) =>
  by.does(createSubscription, { parent, subscription: { sink: receiver.url + path } });
const group = async (parent: Uidp, name: string) =>
  (await ours.owner.does(createGroup, { parent, group: { name } })).id;
/** What came to the path and tells of a group that was made, once there is so much of it. */
const arrived = (path: string, number = 1) =>
  vi.waitFor(
    () => {
      const there = received.filter(
        (each) => each.path === path && String(each.headers['ce-type']).includes(toldOf),
      );
      expect(there).toHaveLength(number);
      return there;
    },
    { timeout: 5_000 },
  );

test('what happens in a group is sent to those who subscribed there or above, and to nobody else', async () => {
  const [team, aside] = [await group(ours.root, 'team'), await group(ours.root, 'aside')];
  const theirs = await organisation(home, `theirs-${count}`);
  await subscribe(ours.root, '/root');
  await subscribe(team, '/team');
  await subscribe(aside, '/aside');
  await subscribe(theirs.root, '/theirs', theirs.owner);
  const made = await group(team, 'inner');
  await arrived('/root');
  await arrived('/team');
  const about = received.filter(({ headers }) => headers['ce-group'] === made);
  expect(about.map(({ path }) => path).sort()).toEqual(['/root', '/team']);
});

test('an event is a CloudEvent in binary mode, with a token that the receiver can verify', async () => {
  await subscribe(ours.root, '/hook');
  const made = await group(ours.root, 'seen');
  const [{ headers, body } = { headers: {}, body: '' }] = await arrived('/hook');
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'user-agent': 'Chainguard Enforce',
    'ce-specversion': '1.0',
    'ce-type': 'dev.chainguard.api.iam.group.created.v1',
    'ce-source': home.url,
    'ce-subject': made,
    'ce-group': made,
    'ce-audience': 'customer',
    'ce-id': expect.stringMatching(/./),
    'ce-time': expect.stringMatching(/^\d{4}-/),
  });
  expect(JSON.parse(body)).toEqual({
    actor: expect.objectContaining({ subject: ours.owner.id }),
    body: expect.objectContaining({ name: 'seen' }),
  });
  const token = String(headers.authorization).replace('Bearer ', '');
  const keys = createRemoteJWKSet(new URL(`${home.url}/.well-known/jwks.json`), {
    timeoutDuration: 60_000,
  });
  const expected = { issuer: home.url, audience: 'customer', subject: `webhook:${ours.root}` };
  const { payload } = await jwtVerify(token, keys, expected);
  expect(payload['webhook']).toEqual({ digest: `sha256:${hash('sha256', body)}` });
  expect((await home.call('GET', '/iam/v1/groups', token)).status).toBe(401);
});

test('what an agent reports comes from its cluster and is about an image', async () => {
  await subscribe(ours.root, '/changes');
  const own = await clusterIn(home, ours.root);
  const report = reportOf('app', { image: `r.example/naïve%22@sha256:${'a'.repeat(64)}` });
  await own.does(sendRecords, { sequence: 1, records: [report] });
  const type = 'dev.chainguard.policy.validation.changed.v1';
  await vi.waitFor(() => expect(received.map(({ headers }) => headers['ce-type'])).toContain(type));
  const found = received.find(({ headers }) => headers['ce-type'] === type);
  expect(found?.headers).toMatchObject({
    'ce-source': `k8s://${own.id}`,
    'ce-cluster': own.id,
    'ce-subject': inHeader(report.image),
  });
  expect(inHeader(report.image)).toBe(`r.example/na%C3%AFve%2522@sha256:${'a'.repeat(64)}`);
  expect(inHeader('a\r\nb "c"\ud800')).toBe('a%0D%0Ab%20%22c%22%EF%BF%BD');
});

test('a receiver that fails is told again, and holds up neither the change nor other receivers', async () => {
  await subscribe(ours.root, '/failing');
  await subscribe(ours.root, '/fine');
  answers.set('/failing', [500, 302, 503]);
  await group(ours.root, 'made');
  await arrived('/fine');
  await vi.waitFor(() => expect(answers.get('/failing')).toEqual([]), { timeout: 8_000 });
  const ids = new Set((await arrived('/failing', 4)).map(({ headers }) => headers['ce-id']));
  expect(ids.size).toBe(1);
  expect(received.filter(({ path }) => path === '/elsewhere')).toEqual([]);
  expect(home.logged).toContainEqual(expect.objectContaining({ undelivered: 503 }));
  expect(JSON.stringify(home.logged)).not.toContain(`${receiver.url}/failing`);
}, 15_000);

test('what could not be published after the change was made is sent when it is swept up', async () => {
  await subscribe(ours.root, '/swept');
  const away = vi.spyOn(home.service.topics, 'publish').mockRejectedValue(new Error('away'));
  const id = await group(ours.root, 'unpublished');
  away.mockRestore();
  await sweep(home.service, 0);
  const [{ headers } = { headers: {} }] = await arrived('/swept');
  expect(headers).toMatchObject({ 'ce-subject': id });
});

test('what is still underway when a subscription ends is not sent', async () => {
  const { id } = await subscribe(ours.root, '/ended');
  const publishing = vi.spyOn(home.service.topics, 'publish');
  await group(ours.root, 'made');
  await arrived('/ended');
  const message = publishing.mock.calls.find(([topic]) => topic === deliveriesTopic)?.[1];
  publishing.mockRestore();
  await ours.owner.does(deleteSubscription, { id });
  const before = received.length;
  if (message === undefined) throw new Error('nothing was published');
  await notify(home.service)(message);
  const told = received
    .slice(before)
    .filter((each) => message.id.startsWith(String(each.headers['ce-id'])));
  expect(told).toEqual([]);
});

test.each([
  'https://127.0.0.1/',
  'https://[::1]/',
  'https://169.254.169.254/latest/meta-data/',
  'https://10.0.0.1/',
  'https://localhost./',
  'http://example.com/',
])('in a cloud nothing is sent to %s, named now or before', async (sink) => {
  const cloud = await authHome({ development: false });
  try {
    const service = { ...cloud.service };
    const { id } = await subscribe(ours.root, '/any');
    const old = { id, group: ours.root, sink, createdAt: '2026-01-01T00:00:00.000Z' };
    const event = {
      id: 'e',
      type: 't',
      time: old.createdAt,
      subject: id,
      group: ours.root,
      actor: { subject: id },
      from: { address: '', client: '' },
      body: {},
    };
    await expect(sender(service)(event, old)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      cause: { code: 'INVALID_ARGUMENT' },
    });
    const request = { parent: ours.root, subscription: { sink } };
    Object.assign(home.service, { development: undefined });
    expect(await ours.owner.fails(createSubscription, request)).toMatchObject({
      status: 400,
      place: 'sink',
    });
  } finally {
    Object.assign(home.service, { development: { issuer: 'http://localhost/dev' } });
    await cloud.close();
  }
});

test('a URL that is no address of the web, or holds credentials, is refused', async () => {
  for (const sink of ['ftp://example.com/', 'nonsense', 'https://a:b@example.com/']) {
    const request = { parent: ours.root, subscription: { sink } };
    expect(await ours.owner.fails(createSubscription, request)).toMatchObject({ status: 400 });
  }
});

test('a group has so many subscriptions and no more, and the trail tells hosts alone', async () => {
  for (let made = 0; made < mostSubscriptions; made += 1) await subscribe(ours.root, `/${made}`);
  const sink = 'https://hooks.example/secret';
  const refused = await ours.owner.fails(createSubscription, {
    parent: ours.root,
    subscription: { sink },
  });
  expect(refused).toMatchObject({ status: 429, reason: 'RESOURCE_EXHAUSTED' });
  const { items } = await ours.viewer.does(listSubscriptions, { group: ours.root });
  expect(items).toHaveLength(mostSubscriptions);
  const trail = await home.call('GET', `/events/v1/events?group=${ours.root}`, ours.owner.token);
  expect(JSON.stringify(trail.body)).toContain(new URL(receiver.url).host);
  expect(JSON.stringify(trail.body)).not.toContain(receiver.url);
});
