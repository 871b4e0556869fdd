// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { deleteCluster, listClusters } from '../../../core/api/clusters.ts';
import { fromSource, type RunningAgent, startAgentProcess } from '../../fixtures/agent/agent.ts';
import { type Between, between } from '../../fixtures/agent/between.ts';
import { type Observed, startObserved } from '../../fixtures/agent/observed.ts';
import { layNewCode, reportingFlags, timesChanged } from '../../fixtures/agent/reporting.ts';
import { policyDocument } from '../../fixtures/policy.ts';
import { clusterParts } from '../cluster/components.ts';
import { describeReal } from '../needs.ts';

vi.setConfig({ testTimeout: 180_000 });

/**
 * Nobody waits for an hour here: in the agent's process time goes a hundred times as fast, for all that
 * JavaScript waits for, so that its hour is 36 seconds. Everything else is as it is: the agent, the cluster,
 * the control plane and the connections between them, of which that to the control plane is cut.
 */
const speed = 100;
const hour = 3_600_000;

describeReal('Without its control plane an agent', ['reg', 'meter', ...clusterParts()], () => {
  let observed: Observed;
  let way: Between;
  let agent: RunningAgent;
  let flags: string[];
  /** Signed once: signed again, it would be proven by something else. */
  let steady: string;
  const kubectl = (...args: string[]) => observed.kubectl(...args);
  const run = (name: string, image: string) => kubectl('run', name, `--image=${image}`);
  const refused = (image: string) =>
    kubectl('run', 'asks', `--image=${image}`, '-n', 'guarded', '--dry-run=server').then(
      () => 'nothing: it was allowed',
      (error: unknown) => String(error),
    );
  const policies = () => kubectl('get', 'clusterimagepolicies', '-o', 'name');
  /** What time it is for the agent, as far as it has said. */
  const agentTime = () => {
    const times = agent.program.output().matchAll(/"time":"([^"]+)"/g);
    return Math.max(...[...times].map(([, time = '']) => Date.parse(time)));
  };

  beforeAll(async () => {
    observed = await startObserved();
    way = await between(observed.home.url);
    await layNewCode(observed);
    await kubectl('create', 'namespace', 'guarded');
    await kubectl('label', 'namespace', 'guarded', 'policy.sigstore.dev/include=true');
    flags = await reportingFlags(observed, { plane: way.url, identity: 'one' });
    agent = await startAgentProcess(observed.cluster, flags, fromSource({ speed }));
  });
  afterAll(async () => {
    await agent?.stop();
    way?.close();
    await observed?.close();
  });

  test('enforces for an hour what it was told last; then nothing is lost, and nothing is said twice', async () => {
    const { pushed, becomes, ann, group } = observed;
    steady = await pushed('steady', true);
    const going = await pushed('going', false);
    const turning = await pushed('turning', false);
    await run('steady', steady);
    await run('going', going);
    await run('turning', turning);
    await becomes(steady, { running: true, outcome: 'pass', by: 'control plane' });
    await becomes(going, { running: true, outcome: 'deny' });
    await becomes(turning, { running: true, outcome: 'deny' });
    const names = await policies();

    way.break();
    const began = agentTime();
    const file = await ann.file('late.yaml', policyDocument('late'));
    await ann.get('policies', 'create', 'late', '--group', group, '-f', file);
    await kubectl('delete', 'pod', 'going', '--now');
    await pushed('turning', true);
    const late = await pushed('late', false);
    for (let times = 0; times < 3; times += 1) {
      await run('late', late);
      await kubectl('wait', 'pod/late', '--for=condition=Ready');
      if (times < 2) await kubectl('delete', 'pod', 'late', '--now');
    }
    while (agentTime() - began < hour) {
      expect(await refused(steady)).toBe('nothing: it was allowed');
      expect(await refused(going)).toContain('no matching signatures');
      await sleep(1_000);
    }
    expect(await policies()).toBe(names);
    // Two or three of its parts ask, each after a pause of up to a minute.
    expect(way.inVain()).toBeGreaterThan(50);
    expect(way.inVain()).toBeLessThan(1_000);

    const before = way.asked.length;
    way.mend();
    await becomes(late, { running: true, outcome: 'deny' });
    await becomes(going, { running: false });
    await becomes(turning, { running: true, outcome: 'pass' });
    await becomes(steady, { running: true, outcome: 'pass' });
    await expect.poll(policies).toContain('late');
    expect(way.asked[before]).toEqual({ what: 'POST /sts/exchange', status: 200 });
    expect(await timesChanged(observed, steady)).toBe(1);
    expect(await timesChanged(observed, turning)).toBe(2);
    expect(await timesChanged(observed, late)).toBe(1);
  });

  test('whose cluster was deleted there goes on enforcing, and says what to do; a new code brings it back', async () => {
    const { caller, becomes } = observed;
    const listed = async () => (await caller.does(listClusters, {})).items.map(({ id }) => id);
    const [id] = await listed();
    if (id === undefined) throw new Error('there is no cluster');
    const names = await policies();
    await caller.does(deleteCluster, { id });
    const said = () => agent.program.output();
    await expect.poll(said).toContain(`there is no cluster ${id}`);
    expect(said()).toMatch(new RegExp(`there is no cluster ${id}.*chainctl cluster install`));
    const before = way.asked.length;
    const began = agentTime();
    const some = await observed.pushed('some', true);
    const other = await observed.pushed('other', false);
    while (agentTime() - began < hour / 4) await sleep(200);
    expect(await refused(some)).toBe('nothing: it was allowed');
    expect(await refused(other)).toContain('no matching signatures');
    expect(await policies()).toBe(names);
    expect(await listed()).toEqual([]);
    const since = way.asked.slice(before);
    expect(new Set(since.map(({ what }) => what))).toEqual(new Set(['POST /sts/exchange']));
    expect(since.length).toBeLessThan(250);
    await layNewCode(observed);
    await run('other', other);
    await becomes(other, { running: true, outcome: 'deny' });
    expect(await listed()).toHaveLength(1);
    // What the cluster that was deleted had proven is proven anew.
    await becomes(steady, { running: true, outcome: 'pass', by: 'control plane' });
  });

  test('begins all the same, and tells what happened meanwhile once it is heard', async () => {
    const some = await observed.pushed('some', true);
    const names = await policies();
    way.break();
    await agent.stop();
    await kubectl('delete', 'pod', 'other', '--now');
    await run('some', some);
    agent = await startAgentProcess(observed.cluster, flags, fromSource({ speed }));
    expect(await refused(steady)).toBe('nothing: it was allowed');
    expect(await refused(await observed.pushed('other', false))).toContain(
      'no matching signatures',
    );
    expect(await policies()).toBe(names);
    way.mend();
    await observed.becomes(some, { running: true, outcome: 'pass' });
    await observed.becomes(await observed.pushed('other', false), { running: false });
    await observed.becomes(steady, { running: true, outcome: 'pass' });
  });
});
