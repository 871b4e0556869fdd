// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { connectKube } from '../../../agent/kube.ts';
import { listClusters } from '../../../core/api/clusters.ts';
import {
  anyPorts,
  asController,
  fromSource,
  prepare,
  type RunningAgent,
  startAgentProcess,
} from '../../fixtures/agent/agent.ts';
import { type Between, between } from '../../fixtures/agent/between.ts';
import { type Observed, startObserved } from '../../fixtures/agent/observed.ts';
import { layNewCode, reportingFlags, timesChanged } from '../../fixtures/agent/reporting.ts';
import { clusterParts } from '../cluster/components.ts';
import { describeReal } from '../needs.ts';
import type { Program } from '../program.ts';

vi.setConfig({ testTimeout: 180_000 });

/** SIGKILL leaves it no time for anything; it begins again under the same name, as a container of a pod does. */
describeReal('An agent that is killed', ['reg', ...clusterParts()], () => {
  let observed: Observed;
  let way: Between;
  let flags: string[];
  let kubeconfig: string;
  let agent: RunningAgent | undefined;
  let image: string;
  const kubectl = (...args: string[]) => observed.kubectl(...args);
  const asked = (what: string) =>
    kubectl('run', 'asks', `--image=${what}`, '-n', 'guarded', '--dry-run=server').then(
      () => 'allowed',
      (error: unknown) => String(error),
    );

  beforeAll(async () => {
    observed = await startObserved();
    way = await between(observed.home.url);
    await layNewCode(observed);
    const kube = await connectKube({ kubeconfig: observed.cluster.kubeconfig });
    await prepare(kube);
    kubeconfig = await asController(kube, observed.cluster.kubeconfig);
    kube.close();
    flags = await reportingFlags(observed, { plane: way.url, identity: 'one' });
    await kubectl('create', 'namespace', 'guarded');
    await kubectl('label', 'namespace', 'guarded', 'policy.sigstore.dev/include=true');
    image = await observed.pushed('unsigned', false);
    await kubectl('run', 'unsigned', `--image=${image}`);
  });
  afterAll(async () => {
    await agent?.stop();
    way?.close();
    await observed?.close();
  });

  /** What is done before it begins, and what is waited for until it is killed. */
  interface Moment {
    before?: () => Promise<unknown>;
    until: (program: Program) => Promise<unknown>;
  }
  const answered = (what: string): Moment => ({ until: () => way.hold(what, 'answer').here });
  /** It makes this, or makes it anew. */
  const made = (kind: string, name: string, namespace: string): Moment => {
    const it = [kind, name, '-n', namespace];
    return {
      before: () => kubectl('delete', ...it, '--ignore-not-found'),
      until: () =>
        expect
          .poll(() => kubectl('get', ...it, '-o', 'name', '--ignore-not-found'), { interval: 20 })
          .not.toBe(''),
    };
  };
  const moments: [string, Moment][] = [
    ['was registered and does not know it yet', answered('POST /auth/v1/register')],
    ['has just begun to listen', { until: (program) => program.announced() }],
    ['has written a certificate', made('secret', 'webhook-certs', 'gulfstream')],
    ['was given a token and does not know it yet', answered('POST /sts/exchange')],
    ['was told what to apply', answered('GET /agent/v1/desired')],
    ['has applied the key of a policy', made('secret', 'ann', 'cosign-system')],
    ['has said that it lives', answered('POST /agent/v1/heartbeat')],
    ['was believed what runs and does not know it yet', answered('POST /agent/v1/records')],
  ];

  test.each(moments)('in the moment in which it %s goes on from there', async (_, moment) => {
    await moment.before?.();
    const program = fromSource()(kubeconfig, [...anyPorts, ...flags]);
    await moment.until(program);
    await program.stop();
  });

  test('has in the end what one that lived on would have, once', async () => {
    agent = await startAgentProcess(observed.cluster, flags);
    await observed.becomes(image, { running: true, outcome: 'deny', coverage: 'covered' });
    const clusters = async () => (await observed.caller.does(listClusters, {})).items;
    await expect.poll(async () => (await clusters())[0]?.applied?.failing).toEqual([]);
    expect(await clusters()).toHaveLength(1);
    expect(await timesChanged(observed, image)).toBe(1);
    expect(await kubectl('get', 'clusterimagepolicies', '-o', 'name')).toContain('/ours');
    expect(await asked(image)).toContain('no matching signatures');
    expect(await asked(await observed.pushed('signed', true))).toBe('allowed');
    const logged = agent.program.output();
    expect(logged).not.toContain('made a new certificate');
  });
});
