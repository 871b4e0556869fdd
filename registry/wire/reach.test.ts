// SPDX-License-Identifier: Apache-2.0
import type { LookupFunction } from 'node:net';
import { expect, test } from 'vitest';
import { parseReference } from '../../core/policy/reference.ts';
import { memoryRegistry } from '../../test/fixtures/registry/memory.ts';
import { pushImage } from '../../test/fixtures/registry/push.ts';
import { openRegistry } from '../registry.ts';
import { type Reach, reachable } from './reach.ts';

const never = [
  '169.254.169.254',
  '169.254.1.1',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  '64:ff9b::169.254.169.254',
  'fe80::1',
  'fe80::1%eth0',
  'fd00:ec2::254',
  'fd20:ce::254',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  '0.0.0.0',
  '::',
  '224.0.0.1',
  'ff02::1',
  '255.255.255.255',
  '240.0.0.1',
  '2002:a9fe:a9fe::1',
  '2001:0:a9fe:a9fe::1',
  'nonsense',
];
const ownSite = [
  '10.0.0.1',
  '172.16.0.1',
  '192.168.1.1',
  '100.64.0.1',
  'fd12::1',
  '127.0.0.1',
  '::1',
];
const everywhere = ['8.8.8.8', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::8.8.8.8'];
const reached = (addresses: string[], reach: Reach) =>
  addresses.filter((address) => reachable(address, reach));

test('link-local and metadata addresses are never reached, however they are written', () => {
  expect(reached(never, 'public')).toEqual([]);
  expect(reached(never, 'private')).toEqual([]);
});

test('a site’s own addresses are reached from within it and not by a service for tenants', () => {
  expect(reached(ownSite, 'private')).toEqual(ownSite);
  expect(reached(ownSite, 'public')).toEqual([]);
  expect(reached(['64:ff9b::10.0.0.1', '::ffff:10.0.0.1'], 'public')).toEqual([]);
});

test('public addresses are reached by all', () => {
  expect(reached(everywhere, 'public')).toEqual(everywhere);
  expect(reached(everywhere, 'private')).toEqual(everywhere);
});

test.each([
  'localhost:1/app:v1',
  '127.0.0.1:1/app:v1',
  '[::1]:1/app:v1',
  '10.0.0.1/app:v1',
  '169.254.169.254/app:v1',
  '0x7f.1:1/app:v1',
])('%s is out of reach for a service, and no connection is made', async (image) => {
  const registry = openRegistry({ reach: 'public', patience: 2_000 });
  const resolved = await registry.resolve(parseReference(image), async () => undefined);
  registry.close();
  expect(resolved).toMatchObject({ kind: 'trouble', trouble: { reason: 'unreachable' } });
  expect(JSON.stringify(resolved)).toContain('no request is sent to');
});

/** A name server that answers with the next address each time. */
function answering(...addresses: string[]): { lookup: LookupFunction; asked: () => number } {
  let count = 0;
  const lookup: LookupFunction = (_, __, done) => {
    const address = addresses[Math.min(count, addresses.length - 1)] ?? '';
    count += 1;
    done(null, [{ address, family: 4 }]);
  };
  return { lookup, asked: () => count };
}

test('a name is judged at each connection, so that it cannot come to mean another address', async () => {
  const memory = await memoryRegistry();
  await pushImage(`${memory.url}/v2/app`, 'one', 'v1');
  const port = new URL(memory.url).port;
  const names = answering('127.0.0.1', '127.0.0.1', '169.254.169.254');
  const registry = openRegistry({
    reach: 'private',
    plainHttp: [`names.example:${port}`],
    lookup: names.lookup,
  });
  const image = parseReference(`names.example:${port}/app:v1`);
  const resolve = () => registry.resolve(image, async () => undefined);
  expect(await resolve()).toMatchObject({ kind: 'found' });
  registry.close();
  expect(await resolve()).toMatchObject({ kind: 'trouble', trouble: { reason: 'unreachable' } });
  expect(names.asked()).toBe(3);
  await memory.close();
});

test('a name with one address out of reach is not visited at its others', async () => {
  const lookup: LookupFunction = (_, __, done) =>
    done(null, [
      { address: '127.0.0.1', family: 4 },
      { address: '169.254.169.254', family: 4 },
    ]);
  const registry = openRegistry({ reach: 'private', lookup });
  const image = parseReference('names.example/app:v1');
  const resolved = await registry.resolve(image, async () => undefined);
  expect(resolved).toMatchObject({
    trouble: { message: expect.stringContaining('no request is sent to') },
  });
  registry.close();
});

test('a registry elsewhere cannot lead to this machine, by a redirect or as a token service', async () => {
  const memory = await memoryRegistry();
  await pushImage(`${memory.url}/v2/app`, 'one', 'v1');
  const port = new URL(memory.url).port;
  const registry = openRegistry({
    reach: 'private',
    plainHttp: [`names.example:${port}`],
    lookup: answering('127.0.0.1').lookup,
  });
  const image = parseReference(`names.example:${port}/app:v1`);
  for (const header of ['location', 'www-authenticate']) {
    memory.forget();
    memory.instead(({ headers }, response) => {
      if (headers.host !== `names.example:${port}`) return false;
      const target = `${memory.url}/v2/app/manifests/v1`;
      const value = header === 'location' ? target : `Bearer realm="${target}"`;
      response.writeHead(header === 'location' ? 307 : 401, { [header]: value }).end();
      return true;
    });
    expect(await registry.resolve(image, async () => undefined)).toMatchObject({ kind: 'trouble' });
    expect(memory.asked).toHaveLength(1);
  }
  registry.close();
  await memory.close();
});
