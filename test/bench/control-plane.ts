// SPDX-License-Identifier: Apache-2.0
// Measures the local home's control plane, a process of its own, with wrk beside it.
// usage: npm run bench -- control-plane
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityToken, startHome } from '../fixtures/story/running-home.ts';
import { nothingBehindTheDoor } from './nothing.ts';
import { wrk } from './wrk.ts';

const data = await mkdtemp(join(tmpdir(), 'enforce-bench-'));
const home = await startHome(data, ['--downloads', 'none']);
try {
  const token = await accessToken(home.url, 'ada@example.com');
  const groups = await makeGroups(token);
  await reading(token);
  await revoking(token, groups);
  await writing(token, groups[0] ?? '');
} finally {
  await home.stop();
  await rm(data, { recursive: true, force: true });
}

async function reading(token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const load = { connections: 50, seconds: 5 };
  console.log('| route, 50 connections | p50 ms | p99 ms | requests/s | p50, times do-nothing |');
  console.log('| --- | --- | --- | --- | --- |');
  const behind = await nothingBehindTheDoor(join(data, 'nothing'));
  const own = await accessToken(behind.home, 'ada@example.com');
  for (let round = 1; round <= 3; round += 1) {
    const nothing = await wrk(`${home.url}/healthz`, load);
    const inside = await wrk(behind.url, { ...load, headers: { authorization: `Bearer ${own}` } });
    const list = await wrk(`${home.url}/iam/v1/groups?pageSize=50`, { ...load, headers });
    if (list.refused > 0) throw new Error(`${list.refused} requests were refused`);
    const row = (name: string, { p50, p99, rate }: typeof list, times: number) =>
      console.log(
        `| ${name} (${round}) | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${rate.toFixed(0)} | ${times.toFixed(2)} |`,
      );
    row('GET /healthz, before the door', nothing, 1);
    row('does nothing, behind the door', inside, inside.p50 / nothing.p50);
    row('GET /iam/v1/groups, 50 groups', list, list.p50 / nothing.p50);
    console.log(`list, times nothing behind the door: ${(list.p50 / inside.p50).toFixed(2)}`);
  }
  await behind.close();
}

/** A binding that is taken away under load counts no more at the next request. */
async function revoking(token: string, [root = '']: string[]): Promise<void> {
  const other = await accessToken(home.url, 'bob@example.com');
  const me = await call('GET', '/auth/v1/ok', other);
  const viewer = (await call('GET', '/iam/v1/roles?name=viewer', token)).items[0].id;
  const body = { identity: me.subject, role: viewer };
  const { id } = await call('POST', `/iam/v1/rolebindings/${root}`, token, body);
  const load = wrk(`${home.url}/iam/v1/groups?pageSize=50`, {
    connections: 50,
    seconds: 3,
    headers: { authorization: `Bearer ${other}` },
  });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const before = (await call('GET', '/iam/v1/groups', other)).items.length;
  await call('DELETE', `/iam/v1/rolebindings/${id}`, token);
  const after = (await call('GET', '/iam/v1/groups', other)).items.length;
  await load;
  console.log(
    `\nGroups seen before and right after a binding was removed under load: ${before}, ${after}`,
  );
}

/** Policies written, each commit on the disk before its answer, beside what the disk alone can do. */
async function writing(token: string, group: string): Promise<void> {
  const count = 600;
  const names = Array.from({ length: count }, (_, index) => `policy-${index}`);
  const begun = performance.now();
  let next = 0;
  const worker = async () => {
    for (let name = names[next++]; name !== undefined; name = names[next++]) {
      await call('POST', `/iam/v1/policies/${group}`, token, { document: document(name) });
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  const rate = count / ((performance.now() - begun) / 1000);
  console.log('\n| writes | per second |\n| --- | --- |');
  console.log(`| POST /iam/v1/policies, 16 at a time, fsync on each commit | ${rate.toFixed(0)} |`);
  console.log(`| fsync of 4 KiB appended, one after the other | ${fsyncs().toFixed(0)} |`);
}

function fsyncs(): number {
  const file = openSync(join(data, 'fsync'), 'w');
  const block = Buffer.alloc(4096);
  const begun = performance.now();
  for (let count = 0; count < 1000; count += 1) {
    writeSync(file, block);
    fsyncSync(file);
  }
  closeSync(file);
  return 1000 / ((performance.now() - begun) / 1000);
}

function document(name: string): string {
  return `apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata:
  name: ${name}
spec:
  images: [{glob: "registry.example.com/${name}/**"}]
  authorities: [{static: {action: pass}}]
`;
}

async function makeGroups(token: string): Promise<string[]> {
  const { id: root } = await call('POST', '/iam/v1/groups', token, { name: 'root' });
  const ids = [String(root)];
  for (let index = 1; index < 50; index += 1) {
    const made = await call('POST', `/iam/v1/groups/${root}`, token, { name: `group-${index}` });
    ids.push(String(made.id));
  }
  return ids;
}

async function accessToken(url: string, email: string): Promise<string> {
  const token = await identityToken({ url }, email);
  return (await call('POST', '/sts/exchange', token, {}, url)).token;
}

async function call(method: string, path: string, token: string, body?: object, url = home.url) {
  const answer = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
