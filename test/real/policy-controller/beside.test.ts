// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { type Observed, startObserved } from '../../fixtures/agent/observed.ts';
import { clusterParts } from '../cluster/components.ts';
import { describeReal } from '../needs.ts';
import { type PolicyController, startPolicyController } from './policy-controller.ts';

vi.setConfig({ testTimeout: 120_000 });

const parts = ['policy-controller', 'reg', 'meter', ...clusterParts()] as const;

describeReal('Where the real policy-controller is installed', [...parts], () => {
  let observed: Observed;
  let controller: PolicyController;
  let before: string;
  const kubectl = (...args: string[]) => observed.kubectl(...args);
  const run = (name: string, image: string, ...more: string[]) =>
    kubectl('run', name, `--image=${observed.repository(image)}:v1`, ...more).catch(String);
  /** All that is its own, down to the versions of the objects. */
  const theirs = async () => {
    const webhooks = 'validatingwebhookconfigurations,mutatingwebhookconfigurations';
    const wide = `customresourcedefinitions,${webhooks},clusterimagepolicies,trustroots`;
    const inside = 'secrets,configmaps,services,serviceaccounts,roles,rolebindings,deployments';
    return [
      await kubectl('get', wide, '-o', 'yaml'),
      await kubectl('get', 'namespace', 'cosign-system', '-o', 'yaml'),
      await kubectl('get', inside, '-n', 'cosign-system', '-o', 'yaml'),
    ].join('---\n');
  };
  const untouched = async () => expect(await theirs()).toBe(before);
  const admits = async () => {
    const tried = (image: string) => run('tried', image, '-n', 'guarded', '--dry-run=server');
    expect(await tried('good')).toContain('pod/tried created');
    expect(await tried('bad')).toMatch(/"policy.sigstore.dev" denied the request.*: theirs: /s);
  };

  beforeAll(async () => {
    observed = await startObserved();
    controller = await startPolicyController(observed.cluster);
    await Promise.all([observed.pushed('good', true), observed.pushed('bad', false)]);
    await kubectl('create', 'namespace', 'guarded');
    await kubectl('label', 'namespace', 'guarded', 'policy.sigstore.dev/include=true');
    const policy = {
      apiVersion: 'policy.sigstore.dev/v1beta1',
      kind: 'ClusterImagePolicy',
      metadata: { name: 'theirs' },
      spec: {
        images: [{ glob: observed.repository('**') }],
        authorities: [{ name: 'key', key: { data: observed.key } }],
      },
    };
    // It judges as soon as it has read the policy, and takes policies as soon as it listens.
    await vi.waitFor(
      () => observed.cluster.kubectl(['apply', '-f', '-'], stringify(policy)),
      30_000,
    );
    await vi.waitFor(admits, 30_000);
    before = await theirs();
  });
  afterAll(async () => {
    await controller?.stop();
    await observed?.close();
  });

  test('an agent that would enforce is refused, with what to type, and nothing is changed', async () => {
    const { code, err } = await observed.install();
    expect(code).toBe(1);
    expect(err).toContain('sigstore/policy-controller is installed in this cluster');
    expect(err).toContain('ValidatingWebhookConfiguration policy.sigstore.dev');
    expect(err).toContain('CustomResourceDefinition clusterimagepolicies.policy.sigstore.dev');
    expect(err).toContain('chainctl cluster install --profiles observer');
    expect(await kubectl('get', 'namespaces', '-o', 'name')).not.toContain('gulfstream');
    const rights = 'clusterroles,clusterrolebindings';
    const label = ['-l', 'app.kubernetes.io/part-of=enforce'];
    expect(await kubectl('get', rights, ...label, '-o', 'name')).toBe('');
    expect(await observed.invites()).toBe('');
    await untouched();
  });

  test('one that observes is installed beside it, and touches nothing of it', async () => {
    const { code, err } = await observed.install('--profiles', 'observer', '--timeout', '60s');
    expect({ code, err, agents: observed.cluster.agents() }).toMatchObject({ code: 0 });
    expect(await observed.invites()).toBe('');
    await untouched();
  });

  test('what runs is judged by the policies of the control plane, and by no others', async () => {
    const [good, bad] = [await observed.pushed('good', true), await observed.pushed('bad', false)];
    expect(await run('one', 'good', '-n', 'guarded')).toContain('pod/one created');
    expect(await run('other', 'bad')).toContain('pod/other created');
    const ours = (outcome: string) => [expect.objectContaining({ name: 'ours', outcome })];
    await observed.becomes(good, { outcome: 'pass', policies: ours('pass') });
    await observed.becomes(bad, { outcome: 'deny', violation: true, policies: ours('fail') });
    await untouched();
  });

  test('it goes on admitting and refusing as before', admits);

  test('uninstalling takes away what is ours, and nothing of it', async () => {
    const { code, err } = await observed.chainctl('uninstall', '-y');
    expect({ code, err }).toMatchObject({ code: 0 });
    expect(await kubectl('get', 'namespaces', '-o', 'name')).not.toContain('gulfstream');
    await untouched();
    await admits();
  });

  test('purging does not either', async () => {
    const { code, err } = await observed.chainctl('uninstall', '--purge', '-y');
    expect({ code, err }).toMatchObject({ code: 0 });
    await untouched();
  });
});
