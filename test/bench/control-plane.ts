// SPDX-License-Identifier: Apache-2.0
// Measures the local home's control plane, a process of its own, with wrk beside it.
// usage: npm run bench -- control-plane
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityToken, startHome } from '../fixtures/story/running-home.ts';
import { wrk } from './wrk.ts';

const data = await mkdtemp(join(tmpdir(), 'enforce-bench-'));
const nothing = new URL('nothing.ts', import.meta.url).href;
const home = await startHome(data, ['--downloads', 'none'], ['--import', nothing]);
try {
  const token = await accessToken('ada@example.com');
  const groups = await makeGroups(token);
  await reading(token);
  await revoking(token, groups);
  await writing(token, groups[0] ?? '');
} finally {
  await home.stop();
  await rm(data, { recursive: true, force: true });
}

/** The list beside two routes of the same server that do nothing; the one behind the door is its measure. */
async function reading(token: string): Promise<void> {
  const load = { connections: 50, seconds: 5 };
  const headers = { authorization: `Bearer ${token}` };
  console.log('| route, 50 connections | p50 ms | p99 ms | requests/s | list, times it |');
  console.log('| --- | --- | --- | --- | --- |');
  for (let round = 1; round <= 3; round += 1) {
    const before = await wrk(`${home.url}/healthz`, load);
    const behind = await wrk(`${home.url}/nothing`, load);
    const list = await wrk(`${home.url}/iam/v1/groups?pageSize=50`, { ...load, headers });
    const refused = before.refused + behind.refused + list.refused;
    if (refused > 0) throw new Error(`${refused} requests were refused`);
    const row = (name: string, { p50, p99, rate }: typeof list) =>
      console.log(
        `| ${name} (${round}) | ${p50.toFixed(1)} | ${p99.toFixed(1)} | ${rate.toFixed(0)} | ${(list.p50 / p50).toFixed(2)} |`,
      );
    row('does nothing, before the door', before);
    row('does nothing, behind the door', behind);
    row('GET /iam/v1/groups, 50 groups', list);
  }
}

/** A binding that is taken away under load counts no more at the next request. */
async function revoking(token: string, [root = '']: string[]): Promise<void> {
  const other = await accessToken('bob@example.com');
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

async function accessToken(email: string): Promise<string> {
  const token = await identityToken(home, email);
  return (await call('POST', '/sts/exchange', token, {})).token;
}

async function call(method: string, path: string, token: string, body?: object) {
  const answer = await fetch(home.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
