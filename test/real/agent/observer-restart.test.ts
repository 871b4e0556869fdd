// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type RunningAgent, startAgentProcess } from '../../fixtures/agent/agent.ts';
import { type Between, between } from '../../fixtures/agent/between.ts';
import { type Observed, startObserved } from '../../fixtures/agent/observed.ts';
import { layNewCode, reportingFlags } from '../../fixtures/agent/reporting.ts';
import { clusterParts } from '../cluster/components.ts';
import { describeReal } from '../needs.ts';

vi.setConfig({ testTimeout: 120_000 });
const parts = ['reg', 'meter', ...clusterParts()] as const;

describeReal('An agent that only observes and begins without its control plane', [...parts], () => {
  let observed: Observed;
  let way: Between;
  let agent: RunningAgent | undefined;
  const run = (name: string, image: string) => observed.kubectl('run', name, `--image=${image}`);
  const begun = async () => {
    const flags = await reportingFlags(observed, { plane: way.url, identity: 'one' });
    agent = await startAgentProcess(observed.cluster, [...flags, '--profiles', 'observer']);
  };
  const counted = async () => ({
    all: await agent?.metric('enforce_images'),
    denied: await agent?.metric('enforce_images_denied'),
  });

  beforeAll(async () => {
    observed = await startObserved();
    way = await between(observed.home.url);
    await layNewCode(observed);
    await begun();
  });
  afterAll(async () => {
    await agent?.stop();
    way?.close();
    await observed?.close();
  });

  test('judges on by the policies that it held last, and tells it all when there is somebody to tell', async () => {
    const early = await observed.pushed('early', false);
    await run('early', early);
    await observed.becomes(early, { running: true, coverage: 'covered', outcome: 'deny' });

    way.break();
    await agent?.stop();
    await begun();
    const late = await observed.pushed('late', false);
    const good = await observed.pushed('good', true);
    await run('late', late);
    await run('good', good);
    await expect.poll(counted, { timeout: 60_000 }).toEqual({ all: 3, denied: 2 });

    way.mend();
    await observed.becomes(late, { running: true, coverage: 'covered', outcome: 'deny' });
    await observed.becomes(good, { running: true, outcome: 'pass' });
    await observed.becomes(early, { running: true, outcome: 'deny' });
  });
});
