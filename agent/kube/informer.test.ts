// SPDX-License-Identifier: Apache-2.0
import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { scripted } from '../../test/fixtures/kube/scripted.ts';
import { informer, resources } from '../kube.ts';

const pod = (name: string, resourceVersion: string) => ({
  metadata: { name, namespace: 'default', resourceVersion },
});
const send = (response: ServerResponse, ...documents: object[]) =>
  response.write(documents.map((each) => `${JSON.stringify(each)}\n`).join(''));
const listOf = (resourceVersion: string, ...items: object[]) =>
  JSON.stringify({ metadata: { resourceVersion }, items });

test('what the server no longer remembers is listed again, and what went meanwhile is told', async () => {
  const told: string[] = [];
  const asked: string[] = [];
  let lists = 0;
  const { kube, close } = await scripted(({ url = '' }, response) => {
    asked.push(url);
    if (!url.includes('watch=true')) {
      lists += 1;
      response.end(
        lists === 1
          ? listOf('10', pod('a', '1'), pod('b', '2'))
          : listOf('90', pod('b', '2'), pod('c', '80')),
      );
    } else if (url.includes('resourceVersion=10')) {
      send(response, { type: 'BOOKMARK', object: { metadata: { resourceVersion: '20' } } });
      response.end();
    } else if (url.includes('resourceVersion=20')) {
      response.writeHead(200);
      send(response, {
        type: 'ERROR',
        object: { code: 410, reason: 'Expired', message: 'too old' },
      });
      response.end();
    } else {
      send(response, { type: 'MODIFIED', object: pod('c', '91') });
    }
  });
  const troubles: string[] = [];
  const known = await new Promise<string[]>((resolve) => {
    const pods = informer(kube, resources.pods, {
      keep: ({ metadata }) => `${metadata.name} ${metadata.resourceVersion}`,
      changed: (key, now) => {
        told.push(`${key}: ${now}`);
        if (now !== 'c 91') return;
        pods.stop();
        resolve([...pods.all()]);
      },
      troubled: ({ message }) => troubles.push(message),
    });
  });
  await close();
  expect(known).toEqual(['b 2', 'c 91']);
  expect(told).toEqual([
    'default/a: a 1',
    'default/b: b 2',
    'default/b: b 2',
    'default/c: c 80',
    'default/a: undefined',
    'default/c: c 91',
  ]);
  expect(troubles).toEqual(['too old']);
  expect(lists).toBe(2);
});

test('pages belong together: the watch goes on from where the list was made', async () => {
  const asked: string[] = [];
  const { kube, close } = await scripted(({ url = '' }, response) => {
    asked.push(url);
    if (url.includes('continue=more')) response.end(listOf('7', pod('b', '2')));
    else if (!url.includes('watch=true')) {
      const metadata = { resourceVersion: '7', continue: 'more' };
      response.end(JSON.stringify({ metadata, items: [pod('a', '1')] }));
    } else {
      response.writeHead(200).flushHeaders();
    }
  });
  const pods = informer(kube, resources.pods, { keep: nameAlone });
  expect(pods.isSynced()).toBe(false);
  await pods.synced;
  expect([...pods.all()]).toEqual(['a', 'b']);
  await expect.poll(() => asked.at(-1)).toContain('resourceVersion=7');
  for (const list of asked.slice(0, 2)) expect(list).toContain('limit=500');
  pods.stop();
  await close();
});

test('a server that does not answer leaves what was known, and is asked less and less', async () => {
  let listed = false;
  const { kube, close } = await scripted((request, response) => {
    if (listed) return void request.socket.destroy();
    listed = true;
    response.end(listOf('1', pod('a', '1')));
  });
  const troubles: string[] = [];
  const pods = informer(kube, resources.pods, {
    keep: nameAlone,
    troubled: ({ code, message }) => troubles.push(`${code}: ${message.replace(/\d{4,}/, 'PORT')}`),
  });
  await expect.poll(() => troubles.length).toBeGreaterThan(1);
  expect(troubles[0]).toBe(
    'UNAVAILABLE: the cluster at https://127.0.0.1:PORT does not answer (ECONNRESET)',
  );
  expect(pods.get('default/a')).toBe('a');
  pods.stop();
  await close();
});

test('a server that was put back to before what it said is listed again', async () => {
  let lists = 0;
  const { kube, close } = await scripted(({ url = '' }, response) => {
    if (!url.includes('watch=true')) {
      lists += 1;
      response.end(lists === 1 ? listOf('900', pod('a', '1')) : listOf('7', pod('b', '2')));
    } else if (url.includes('resourceVersion=900')) {
      const message = 'Too large resource version: 900, current: 7';
      response.writeHead(504).end(JSON.stringify({ message, reason: 'Timeout' }));
    } else {
      response.writeHead(200).flushHeaders();
    }
  });
  const pods = informer(kube, resources.pods, { keep: nameAlone });
  await expect.poll(() => [...pods.all()]).toEqual(['b']);
  pods.stop();
  await close();
});

const nameAlone = ({ metadata }: { metadata: { name: string } }) => metadata.name;
