// SPDX-License-Identifier: Apache-2.0
// Long, since an installation takes half a minute: one is looked at from all sides.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  type TestHome,
  type Typing,
  type Typist,
  testHome,
  typist,
} from '../../fixtures/chainctl/typist.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import { clusterParts } from '../cluster/components.ts';
import { unreadable } from '../cluster/stages.ts';
import { describeReal } from '../needs.ts';

// A replica that was killed leads for 15 s more, so some of this waits.
vi.setConfig({ testTimeout: 180_000 });

describeReal('chainctl cluster install, in a real cluster', clusterParts(), () => {
  let cluster: Cluster;
  let home: TestHome;
  let ann: Typist;
  let group: string;
  const kubectl = (...args: string[]) => cluster.kubectl(args);
  const chainctl = (args: string[], options?: Typing) =>
    ann.type(['cluster', ...args, '--kubeconfig', cluster.kubeconfig], options);
  const install = (...args: string[]) => chainctl(['install', '-y', ...args]);
  const found = (what: RegExp) =>
    expect
      .poll(async () => (await chainctl(['doctor'])).out, { timeout: 60_000, interval: 500 })
      .toMatch(what);
  const uid = () => kubectl('get', 'ns', 'gulfstream', '-o', 'jsonpath={.metadata.uid}');
  const listed = async () =>
    JSON.parse(await ann.get('cluster', 'ls', '-o', 'json')).items as { remoteId: string }[];
  const invites = async () => ann.get('iam', 'invites', 'list', '-o', 'id');
  const webhooks = () =>
    kubectl('get', 'validatingwebhookconfigurations,mutatingwebhookconfigurations', '-o', 'name');
  const labelled = async () => {
    const kinds = [
      'namespaces,clusterroles,clusterrolebindings,roles,rolebindings,serviceaccounts,secrets',
      'services,deployments,poddisruptionbudgets',
      'validatingwebhookconfigurations,mutatingwebhookconfigurations',
    ];
    return kubectl(
      'get',
      kinds.join(),
      '-A',
      '-l',
      'app.kubernetes.io/part-of=enforce',
      '-o',
      'name',
    );
  };

  beforeAll(async () => {
    [cluster, home] = await Promise.all([startCluster(), testHome()]);
    ann = await typist(home, 'ann@example.com');
    const made = await ann.get('iam', 'groups', 'create', 'org', '--no-parent', '-y', '-o', 'id');
    group = made.trim();
  });
  afterAll(async () => {
    await Promise.all([cluster?.close(), home?.close(), ann?.leave()]);
  });

  test('refuses where sigstore/policy-controller is installed, and touches nothing', async () => {
    const theirs = JSON.stringify({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'policy.sigstore.dev' },
    });
    await cluster.kubectl(['apply', '-f', '-'], theirs);
    const { code, err } = await install('--group', group);
    expect(code).toBe(1);
    expect(err).toContain('sigstore/policy-controller is installed in this cluster');
    expect(err).toContain('ValidatingWebhookConfiguration policy.sigstore.dev');
    expect(err).toContain('--profiles observer');
    expect(await labelled()).toBe('');
    await kubectl('delete', 'validatingwebhookconfiguration', 'policy.sigstore.dev');
  });

  test('sends no agent to a platform at localhost, where nodes are real, unless that is meant', async () => {
    const real = JSON.stringify({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'real' } });
    await cluster.kubectl(['apply', '-f', '-'], real);
    const { code, err } = await install('--group', group);
    expect(code).toBe(1);
    expect(err).toContain(`the platform is at ${home.url}, and in a pod`);
    expect(err).toContain('chainctl cluster install --platform-url http://ADDRESS:8081');
    expect(await labelled()).toBe('');
    const meant = await install('--group', group, '--platform-url', `${home.url}/`);
    expect({ code: meant.code, err: meant.err }).toMatchObject({ code: 0 });
    await chainctl(['uninstall', '--purge', '-y']);
    await kubectl('delete', 'node', 'real');
  });

  test('an image that cannot be pulled ends it early, with what to do; the doctor says the same', async () => {
    const { code, err } = await install('--group', group, '--image', unreadable);
    expect(code).toBe(1);
    expect(err).toMatch(
      /\d of 2 replicas of the agent are ready \(InvalidImageName: couldn't parse/,
    );
    expect(err).toContain('Try: chainctl cluster install --image REFERENCE');
    expect(err).not.toContain('Checking the webhook');
    expect(await webhooks()).toBe('');
    const { out } = await chainctl(['doctor']);
    expect(out).toMatch(/^ +agent +\|.*InvalidImageName.*\| chainctl cluster install --image/m);
  });

  test('a code that is worth nothing ends without webhooks and without a code', async () => {
    const forged = Buffer.from(
      JSON.stringify({ grp: `${group}/0123456789abcdef`, key: 'x'.repeat(43) }),
    ).toString('base64url');
    const { code, err } = await install('--invite-code', forged, '--timeout', '15s');
    expect(code).not.toBe(0);
    expect(err).toContain('Try: chainctl cluster doctor');
    expect(await webhooks()).toBe('');
    expect(
      await kubectl('get', 'secret', '-n', 'gulfstream', 'mcp-creds', '-o', 'yaml'),
    ).not.toMatch(/^ +code:/m);
  });

  test('Ctrl-C takes the code back, and puts no webhooks in', async () => {
    const { code, err } = await chainctl(['install', '--group', group, '-y'], {
      heard: (talk) => {
        if (/Checking the webhook/.test(talk)) process.emit('SIGINT');
      },
    });
    expect(code).toBe(130);
    expect(err).toMatch(/Cleaning up temporary invite code [0-9a-f/]+\.\.\./);
    expect(await webhooks()).toBe('');
    expect(await invites()).toBe('');
  });

  test('installs, in the words of the guide', async () => {
    const { code, out, err } = await install('--group', group);
    expect({ code, err }).toMatchObject({ code: 0 });
    const id = await uid();
    expect(out).toBe(`${id}\n`);
    const lines = err.trimEnd().split('\n');
    expect(lines.slice(0, -1)).toEqual([
      `Installing cluster in group org (${group}).`,
      'Selected Cluster enforce-test.',
      'Installing Chainguard agent...',
      'Generating temporary invite code...',
      'Configuring agent credentials...',
      'Waiting for Chainguard agent to be ready...',
      'Checking the webhook is available.',
      'Programming the Chainguard agent...',
      `Cluster has been successfully configured with ID: '${id}'`,
    ]);
    expect(lines.at(-1)).toMatch(
      new RegExp(`^Cleaning up temporary invite code ${group}/[0-9a-f]{16}\\.\\.\\.$`),
    );
    expect(await listed()).toMatchObject([{ remoteId: id, name: 'enforce-test', private: true }]);
    expect(await invites()).toBe('');
  });

  test('the doctor finds nothing wrong but what is not done yet, and says how it is', async () => {
    const before = await chainctl(['doctor']);
    expect(before.code).toBe(1);
    expect(before.out).toContain('kubectl label ns default policy.sigstore.dev/include=true');
    await kubectl('label', 'ns', 'default', 'policy.sigstore.dev/include=true');
    const after = await chainctl(['doctor']);
    expect({ code: after.code, out: after.out }).toMatchObject({ code: 0 });
  });

  test('a policy that is created arrives in the cluster', async () => {
    const file = await ann.file(
      'policy.yaml',
      `apiVersion: policy.sigstore.dev/v1beta1
kind: ClusterImagePolicy
metadata:
  name: sample-policy
spec:
  images: [{ glob: "registry.example.com/**" }]
  authorities: [{ static: { action: fail } }]
`,
    );
    await ann.get('policies', 'create', 'sample-policy', '--group', group, '-f', file);
    await vi.waitFor(
      async () => expect(await kubectl('get', 'cip', '-o', 'name')).toContain('sample-policy'),
      15_000,
    );
    const denied = await kubectl('run', 'no', '--image=registry.example.com/no').catch(String);
    expect(denied).toContain('admission webhook "enforcer.chainguard.dev" denied the request');
  });

  test('with no replica left nothing is let in where it polices, and all of it where replicas come from', async () => {
    const scale = (replicas: number) =>
      kubectl('scale', 'deployment', 'controller', '-n', 'gulfstream', `--replicas=${replicas}`);
    const run = (...args: string[]) =>
      kubectl('run', 'asks', '--image=registry.example.com/no', '--dry-run=server', ...args).then(
        () => 'allowed',
        String,
      );
    await scale(0);
    await expect.poll(() => kubectl('get', 'pods', '-n', 'gulfstream', '-o', 'name')).toBe('');
    await expect.poll(run).toContain('failed calling webhook "enforcer.chainguard.dev"');
    for (const namespace of ['gulfstream', 'kube-system']) {
      expect(await run('-n', namespace)).not.toContain('webhook');
    }
    await scale(2);
    await kubectl('rollout', 'status', 'deployment', 'controller', '-n', 'gulfstream');
    const denied = 'admission webhook "enforcer.chainguard.dev" denied the request';
    await expect.poll(run, { timeout: 60_000 }).toContain(denied);
  });

  test('a cluster that was deleted goes on enforcing, and installing brings it back', async () => {
    await ann.get('cluster', 'delete', 'enforce-test', '-y');
    expect(await listed()).toEqual([]);
    expect(await kubectl('get', 'cip', '-o', 'name')).toContain('sample-policy');
    const denied = await kubectl('run', 'no', '--image=registry.example.com/no').catch(String);
    expect(denied).toContain('admission webhook "enforcer.chainguard.dev" denied the request');
    const { code, err } = await install('--group', group);
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(await listed()).toMatchObject([{ remoteId: await uid(), name: 'enforce-test' }]);
    expect(await kubectl('get', 'cip', '-o', 'name')).toContain('sample-policy');
  });

  test('the doctor tells a webhook that nobody answers from one that is not believed, and from an agent that reaches no control plane', async () => {
    const deployment = ['-n', 'gulfstream', 'deployment/controller'];
    await kubectl('scale', ...deployment, '--replicas=0');
    await found(/^ +agent +\| the agent is scaled to 0 replicas +\| kubectl scale/m);
    await found(/^ +endpoints +\| no replica that is ready is behind the Service webhook/m);
    const forget = {
      webhooks: [{ name: 'enforcer.chainguard.dev', clientConfig: { caBundle: '' } }],
    };
    const webhook = 'validatingwebhookconfiguration/enforcer.chainguard.dev';
    await kubectl('patch', webhook, '-p', JSON.stringify(forget));
    await found(/^ +certificates +\| the caBundle of ValidatingWebhookConfiguration enforcer/m);
    const path = '/spec/template/spec/containers/0/args/0';
    const lost = [{ op: 'replace', path, value: '--control-plane=http://127.0.0.1:1' }];
    await kubectl('patch', ...deployment, '--type=json', '-p', JSON.stringify(lost));
    await kubectl('scale', ...deployment, '--replicas=2');
    await found(
      /^ +control plane +\| http:\/\/127.0.0.1:1 does not answer, since .*--platform-url/m,
    );
    await found(/^ +certificates +\| ok/m);
  });

  test('installing again brings it up to date: the same cluster, known as before', async () => {
    const before = await listed();
    const { code, err } = await install('--group', group);
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(await listed()).toMatchObject(before.map(({ remoteId }) => ({ remoteId })));
    const skipped = await install('--skip-invite');
    expect({ code: skipped.code, err: skipped.err }).toMatchObject({ code: 0 });
    expect(skipped.err).not.toContain('invite code');
    await expect.poll(async () => (await chainctl(['doctor'])).code, { timeout: 60_000 }).toBe(0);
  });

  test('uninstalling leaves nothing that is labelled ours, and what people made', async () => {
    const { code, err } = await chainctl(['uninstall', '-y']);
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(await labelled()).toBe('');
    expect(await webhooks()).toBe('');
    expect(await listed()).toEqual([]);
    expect(await kubectl('get', 'cip', '-o', 'name')).toContain('sample-policy');
    expect(await kubectl('get', 'ns', '-o', 'name')).toContain('cosign-system');
    const again = await chainctl(['uninstall', '-y']);
    expect(again.err).toContain('Nothing of Enforce is installed here.');
  });

  test('purging names all that goes, asks, and leaves nothing of it', async () => {
    const asked = await chainctl(['uninstall', '--purge'], { input: 'n\n' });
    expect(asked.err).toContain('- ClusterImagePolicy sample-policy');
    expect(asked.err).toContain('- Namespace cosign-system');
    expect(asked.err).toContain('Nothing was deleted.');
    const { code, err } = await chainctl(['uninstall', '--purge'], { input: 'y\n' });
    expect({ code, err }).toMatchObject({ code: 0 });
    const left = await kubectl('get', 'ns,crd', '-o', 'name');
    expect(left).not.toMatch(/cosign-system|sigstore/);
  });
});
