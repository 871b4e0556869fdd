// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Observed, startObserved } from '../../fixtures/agent/observed.ts';
import { clusterParts } from '../cluster/components.ts';
import { describeReal } from '../needs.ts';

vi.setConfig({ testTimeout: 120_000 });

describeReal(
  'An agent that only observes, in a real cluster',
  ['reg', 'meter', ...clusterParts()],
  () => {
    let observed: Observed;
    const kubectl = (...args: string[]) => observed.kubectl(...args);
    beforeAll(async () => {
      observed = await startObserved();
    });
    afterAll(() => observed?.close());

    test('becomes ready without bringing kinds of policies, webhooks or their namespace', async () => {
      const { code, err } = await observed.install('--profiles', 'observer', '--timeout', '60s');
      expect({ code, err, agents: observed.cluster.agents() }).toMatchObject({ code: 0 });
      const kinds = 'crd,validatingwebhookconfigurations,mutatingwebhookconfigurations';
      expect(await kubectl('get', kinds, '-o', 'name')).toBe('');
      expect(await kubectl('get', 'ns', '-o', 'name')).not.toContain('cosign-system');
      expect(await observed.invites()).toBe('');
    });

    test('judges what runs by the policies and the keys of the control plane', async () => {
      const good = await observed.pushed('good', true);
      const bad = await observed.pushed('bad', false);
      await kubectl('run', 'good', `--image=${observed.repository('good')}:v1`);
      await kubectl('run', 'bad', `--image=${observed.repository('bad')}:v1`);
      await observed.becomes(good, { running: true, coverage: 'covered', outcome: 'pass' });
      await observed.becomes(bad, { outcome: 'deny', violation: true });
    });

    test('asks the API server for nothing that it may not have', () => {
      const said = observed.cluster.agents();
      expect(said).toContain('policies applied');
      expect(said).not.toMatch(/forbidden|cannot (?:get|list|watch)/);
    });

    test('the doctor finds nothing wrong with it', async () => {
      const { code, out } = await observed.chainctl('doctor');
      expect({ code, out }).toMatchObject({ code: 0 });
    });

    test('in place of one that enforced, it leaves no webhook that nobody would answer', async () => {
      const webhooks = 'validatingwebhookconfigurations,mutatingwebhookconfigurations';
      const enforcing = await observed.install('--timeout', '90s');
      expect(enforcing).toMatchObject({ code: 0 });
      expect(await kubectl('get', webhooks, '-o', 'name')).toContain('enforcer.chainguard.dev');
      const { code, err } = await observed.install('--profiles', 'observer', '--timeout', '90s');
      expect({ code, err }).toMatchObject({ code: 0 });
      expect(await kubectl('get', webhooks, '-o', 'name')).toBe('');
    });
  },
);
