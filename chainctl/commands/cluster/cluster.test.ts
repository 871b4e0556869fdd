// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { parseUidp } from '../../../core/iam/uidp.ts';
import { acme } from '../../../test/fixtures/chainctl/acme.ts';
import { type TestHome, type Typist, typist } from '../../../test/fixtures/chainctl/typist.ts';
import { type Agent, clusterIn, hasApplied } from '../../../test/fixtures/cluster.ts';

let home: TestHome;
let ada: Typist;
let agent: Agent;
beforeAll(async () => {
  const made = await acme();
  ({ home, ada } = made);
  agent = await clusterIn(at(), parseUidp(made.group, 'group'));
});
afterAll(async () => {
  await ada.leave();
  await home.close();
});
const at = () => ({ url: home.url, service: home.home.service });

test('clusters are listed in the columns of the guide, with what their agents said last', async () => {
  const silent = await ada.get('cluster', 'ls');
  const [header = '', , row = ''] = silent.split('\n');
  expect(header.split('|').map((each) => each.trim())).toEqual([
    'NAME',
    'GROUP',
    'REMOTEID',
    'REGISTERED',
    'K8S VERSION',
    'AGENT VERSION',
    'LAST SEEN',
    'ACTIVITY',
  ]);
  expect(row).toContain(`${agent.cluster.name} | acme `);
  expect(row).toContain('never');
  await hasApplied(at(), agent, 'revision');
  const line = (await ada.get('clusters', 'list', '--group', 'acme')).split('\n')[2] ?? '';
  expect(line).toMatch(/\| v1\.35\.0 +\| 0\.1\.0 +\| \d+s +\| enforcer:\d+s$/);
});

test('a cluster is named by its name, its id, or the uid that kubectl shows', async () => {
  for (const name of [agent.cluster.name, agent.id, agent.cluster.remoteId]) {
    expect((await ada.get('cluster', 'describe', name, '-o', 'id')).trim()).toBe(agent.id);
  }
  const { code, err } = await ada.type(['cluster', 'describe', 'nothing']);
  expect({ code, err }).toMatchObject({
    code: 1,
    err: expect.stringContaining('there is no cluster called "nothing"'),
  });
});

test('those that were silent for long are left out, and deleted by that', async () => {
  const later = Date.now() + 3 * 24 * 3_600_000;
  const { out, err } = await ada.type(['cluster', 'ls', '--active-within', '24h', '-o', 'id'], {
    now: later,
  });
  expect(out).toBe('');
  expect(err).toContain('chainctl cluster install');
  const kept = await ada.type(['cluster', 'rm', '--inactive', '168h', '-y'], { now: later });
  expect(kept.err).toContain('There is nothing to delete.');
  const gone = await ada.type(['cluster', 'rm', '--inactive', '24h', '-y'], { now: later });
  expect(gone.out).toBe(`Deleted cluster ${agent.id}\n`);
  agent = await clusterIn(at(), agent.cluster.group);
});

test('a cluster is renamed, and its page in the console has an address', async () => {
  await ada.get('cluster', 'update', agent.id, '-n', 'production', '-d', 'in Frankfurt');
  expect(await ada.get('cluster', 'describe', 'production')).toContain('in Frankfurt');
  expect(await ada.get('cluster', 'open', 'production')).toBe(`${home.url}/clusters/${agent.id}\n`);
});

test('a cluster is deleted once that was confirmed', async () => {
  const doomed = await clusterIn(at(), agent.cluster.group);
  const { out } = await ada.type(['cluster', 'delete', doomed.cluster.name], { input: 'n\n' });
  expect(out).toBe('');
  const { out: said } = await ada.type(['cluster', 'delete', doomed.id], { input: 'y\n' });
  expect(said).toBe(`Deleted cluster ${doomed.id}\n`);
});

test('print-config prints YAML with the addresses of the platform, and needs no cluster and no login', async () => {
  const nobody = await typist(home);
  const text = await nobody.get(
    'cluster',
    'print-config',
    '--private',
    '--fail-open',
    '--https-proxy',
    'http://proxy.example.com:3128',
    '--no-proxy',
    '.corp.example.com',
    '-n',
    'edge',
  );
  await nobody.leave();
  const documents = parseAllDocuments(text).map((each) => each.toJS());
  expect(documents[0]).toMatchObject({ kind: 'Namespace', metadata: { name: 'gulfstream' } });
  expect(documents.at(-1)).toMatchObject({ webhooks: [{ failurePolicy: 'Ignore' }] });
  expect(text).toContain(`--control-plane=${home.url}`);
  expect(text).toContain(`audience: ${home.url}`);
  expect(text).toContain('cluster-name: edge');
  expect(text).toContain('value: http://proxy.example.com:3128');
  expect(text).toMatch(/,\.svc,.*,\.corp\.example\.com$/m);
});

test('what is no profile, no code or no context is refused before anything is asked of a cluster', async () => {
  const config = await ada.file('kubeconfig', 'apiVersion: v1\nkind: Config\n');
  const install = (...args: string[]) =>
    ada.type(['cluster', 'install', '--group', 'acme', '--kubeconfig', config, '-y', ...args]);
  for (const [args, why] of [
    [['--profiles', 'everything'], '"everything" names no profiles'],
    [['--invite-code', 'nonsense'], 'this is no invite code'],
    [['--timeout', 'long'], '"long" is not a duration'],
    [['--https-proxy', 'socks5://proxy.example.com'], '--https-proxy names no http:// or https://'],
    [[], 'there is no kubeconfig that names a cluster'],
  ] as const) {
    const { code, out, err } = await install(...args);
    expect({ code, out }, why).toEqual({ code: 1, out: '' });
    expect(err).toContain(why);
  }
});
