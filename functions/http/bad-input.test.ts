// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { authHome, type Home } from '../../test/fixtures/auth/home.ts';
import { refusal } from '../../test/fixtures/caller.ts';
import { dump } from '../../test/fixtures/dump.ts';
import { type Organisation, organisation } from '../../test/fixtures/organisation.ts';
import { type RawRequest, raw } from '../../test/fixtures/raw.ts';

let home: Home;
let ours: Organisation;
let before: object;
beforeAll(async () => {
  home = await authHome();
  ours = await organisation(home, 'ours');
  before = await dump(home.service.documents);
});
afterAll(async () => {
  // Nothing of all that was refused here has changed anything.
  expect(await dump(home.service.documents)).toEqual(before);
  await home.close();
});

const groups = '/iam/v1/groups';
const authorised = () => ({ authorization: `Bearer ${ours.owner.token}` });

async function refused(path: string, options: RawRequest = {}) {
  const headers = { ...authorised(), 'content-type': 'application/json', ...options.headers };
  const { status, text } = await raw(home.url, path, { ...options, headers });
  return refusal(status, JSON.parse(text));
}
const posted = (body: string | Buffer, headers = {}) =>
  refused(groups, { method: 'POST', body, headers });

test.each([
  ['no JSON', 'nonsense', 1, 1],
  ['a fault on the third line', '{\n "name": "a",\n "description": tru\n}', 3, 17],
  ['a missing end', '{"name": "a"', 1, 13],
  ['two values', '{"name":"a"} {}', 1, 14],
  ['a comma too many', '{"name":"a",}', 1, 13],
  ['single quotes', "{'name':'a'}", 1, 2],
])('%s is refused with line and column', async (_what, body, line, column) => {
  const { status, message, faults } = await posted(body);
  expect(status).toBe(400);
  expect(message).toBe(`the body is not JSON: line ${line}, column ${column}`);
  expect(faults).toEqual([{ place: 'body', fault: 'is not JSON', line, column }]);
});

test('what is quoted of a broken body is its place, never its text', async () => {
  const { message, faults } = await posted('{"name": "a", "secret": hunter2}');
  expect(JSON.stringify([message, faults])).not.toContain('hunter');
  expect(JSON.stringify(home.logged)).not.toContain('hunter');
});

test('every field that is unknown, missing or of another type is named, all at once', async () => {
  const body = JSON.stringify({ description: 7, owner: 'me', nested: { deep: true } });
  const { status, message, faults } = await posted(body);
  expect(status).toBe(400);
  expect(message).toBe('the request has 4 faults');
  expect(faults.map(({ place }) => place).sort()).toEqual([
    'group.description',
    'group.name',
    'group.nested',
    'group.owner',
  ]);
});

test.each(['[]', '"text"', '7', 'null', 'true'])('a body that is %s is no group', async (body) => {
  expect((await posted(body)).status).toBe(400);
  const put = await refused(`${groups}/${ours.root}`, { method: 'PUT', body });
  expect(put).toMatchObject({ status: 400, place: 'body' });
});

test('names that objects have by themselves are unknown fields like others', async () => {
  const body = '{"__proto__": {"name": "x"}, "constructor": 1, "toString": 2}';
  const { faults } = await refused(`${groups}/${ours.root}`, { method: 'PUT', body });
  expect(faults.map(({ place }) => place).sort()).toEqual(['__proto__', 'constructor', 'toString']);
  const query = await refused(`${groups}?constructor=1&__proto__=2`);
  expect(query.faults.map(({ fault }) => fault)).toEqual([
    'is not a field here',
    'is not a field here',
  ]);
});

test('a field that is given twice, or differs between path and body, is refused', async () => {
  const twice = await refused(`${groups}?name=a&name=b`);
  expect(twice).toMatchObject({ status: 400, place: 'name', message: 'name: is given twice' });
  const body = JSON.stringify({ id: '0'.repeat(40), name: 'x' });
  const differs = await refused(`${groups}/${ours.root}`, { method: 'PUT', body });
  expect(differs.message).toBe('id: differs from the URL');
});

test('unknown query fields are refused, so that no filter is lost by a typing error', async () => {
  expect(await refused(`${groups}?nmae=a`)).toMatchObject({ status: 400, place: 'nmae' });
});

test('a body of more than 1 MiB is refused, whether or not its length was announced', async () => {
  const body = JSON.stringify({ name: 'a', description: 'd'.repeat(1_048_576) });
  const message = 'the body is larger than 1048576 bytes';
  expect(await posted(body)).toMatchObject({ status: 400, message });
  const chunked = { 'transfer-encoding': 'chunked' };
  expect(await posted(Buffer.alloc(16_000_000, ' '), chunked)).toMatchObject({
    status: 400,
    message,
  });
});

test('a body of exactly 1 MiB is read', async () => {
  const frame = JSON.stringify({ name: 'a', description: '' });
  const body = JSON.stringify({ name: 'a', description: 'd'.repeat(1_048_576 - frame.length) });
  expect((await posted(body)).place).toBe('group.description');
});

test('JSON that is nested deeper than 64 levels is refused, and said so', async () => {
  for (const depth of [65, 100_000]) {
    const body = `{"name":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect((await posted(body)).message).toBe('the body is nested deeper than 64 levels');
  }
  expect((await posted(`{"name":${'['.repeat(60)}${']'.repeat(60)}}`)).place).toBe('group.name');
});

test('bytes that are not UTF-8, and halves of characters, are refused', async () => {
  const body = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff]), Buffer.from('"}')]);
  expect((await posted(body)).message).toBe('the body is not UTF-8');
  const half = '{"name":"a","description":"\\ud800"}';
  expect((await posted(half)).status).toBe(400);
});

test('only JSON is taken, by its name', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', '', 'application/jsonp']) {
    const { status, place } = await posted('{"name":"a"}', { 'content-type': type });
    expect({ status, place }, type).toEqual({ status: 400, place: 'Content-Type' });
  }
});

test('broken escapes in path and query are refused', async () => {
  expect(await refused(`${groups}/%zz`, { method: 'DELETE' })).toMatchObject({
    status: 400,
    place: 'path',
  });
  expect(await refused(`${groups}/%ff`, { method: 'DELETE' })).toMatchObject({ status: 400 });
  for (const query of ['name=%zz', 'name=%ff', '%=a']) {
    expect(await refused(`${groups}?${query}`)).toMatchObject({ status: 400, place: 'query' });
  }
});

test.each([
  'not-an-id',
  '..',
  '0'.repeat(39),
  `${'0'.repeat(40)}/1`,
  `${'0'.repeat(40)}//`,
  'A'.repeat(40),
])('an id such as %s is refused before anybody looks for it', async (id) => {
  const { status, faults } = await refused(`${groups}/${id}`, { method: 'DELETE' });
  expect(status).toBe(400);
  expect(faults[0]?.fault).toContain('is not an id');
});

test('an id deeper than ids go is refused', async () => {
  const id = ours.root + '/0123456789abcdef'.repeat(32);
  expect((await refused(`${groups}/${id}`, { method: 'DELETE' })).status).toBe(400);
});

test('methods that are not answered say which are, and HEAD answers without a body', async () => {
  for (const method of ['PATCH', 'OPTIONS', 'TRACE', 'PROPFIND']) {
    const { status, message, place } = await refused(groups, { method });
    expect({ status, place }).toEqual({ status: 404, place: 'method' });
    expect(message).toContain('POST and GET would be answered there');
  }
  const { status, text } = await raw(home.url, groups, { method: 'HEAD', headers: authorised() });
  expect({ status, text }).toEqual({ status: 404, text: '' });
});

test.each(['/iam/v1/groups/', '/iam/v1/groups//', '/iam/v1/groups/../groups'])(
  'a path such as %s leads nowhere',
  async (path) => {
    const { status } = await refused(path, { method: 'DELETE' });
    expect([400, 404]).toContain(status);
  },
);

test('a token anywhere but in the header is no token', async () => {
  const { token } = ours.owner;
  const headers = [
    { authorization: token },
    { authorization: `Basic ${token}` },
    { cookie: `token=${token}` },
  ];
  for (const each of headers) {
    const { status } = await raw(home.url, groups, { headers: each });
    expect(status).toBe(401);
  }
  expect((await raw(home.url, `${groups}?access_token=${token}`)).status).toBe(401);
});

test('a refusal tells browsers to keep, guess and frame nothing, and shows no stack', async () => {
  const { headers, text } = await raw(home.url, groups);
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'www-authenticate': 'Bearer',
  });
  expect(text).not.toMatch(/\.ts|node:|at /);
});
