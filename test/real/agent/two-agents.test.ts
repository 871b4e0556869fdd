// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type RunningAgent, startAgentProcess } from '../../fixtures/agent/agent.ts';
import { type Between, between } from '../../fixtures/agent/between.ts';
import { type Observed, startObserved } from '../../fixtures/agent/observed.ts';
import { layNewCode, reportingFlags, timesChanged } from '../../fixtures/agent/reporting.ts';
import { policyDocument } from '../../fixtures/policy.ts';
import { clusterParts } from '../cluster/components.ts';
import { describeReal } from '../needs.ts';

// A leader that is gone is followed after 15 seconds.
vi.setConfig({ testTimeout: 180_000 });

const batch = 'POST /agent/v1/records';
const leading = [batch, 'POST /agent/v1/heartbeat', 'GET /agent/v1/desired'];

describeReal(
  'Of two agents in one cluster one speaks for it',
  ['reg', 'meter', ...clusterParts()],
  () => {
    let observed: Observed;
    const ways: Between[] = [];
    const agents: RunningAgent[] = [];
    const kubectl = (...args: string[]) => observed.kubectl(...args);
    const policy = (name: string) =>
      kubectl('get', 'cip', name, '-o', 'jsonpath={.metadata.resourceVersion}').catch(() => '');
    /** Pushes an image that nobody signed, and runs it. */
    const runs = async (name: string): Promise<string> => {
      const image = await observed.pushed(name, false);
      await kubectl('run', name, `--image=${image}`);
      return image;
    };
    const told = (image: string) =>
      observed.becomes(image, { running: true, outcome: 'deny', coverage: 'covered' });
    /** What the agent has asked of the control plane as its cluster's speaker. */
    const spoken = (way: Between) => way.asked.filter(({ what }) => leading.includes(what));
    const start = async (identity: string) => {
      const way = await between(observed.home.url);
      ways.push(way);
      const flags = await reportingFlags(observed, { plane: way.url, identity });
      const agent = await startAgentProcess(observed.cluster, flags);
      agents.push(agent);
      const leads = async (word: string) =>
        expect.poll(agent.program.output, { timeout: 60_000 }).toContain(word);
      return { way, leads, pid: agent.program.pid };
    };

    beforeAll(async () => {
      observed = await startObserved();
      await layNewCode(observed);
    });
    afterAll(async () => {
      await Promise.all(agents.map((each) => each.stop()));
      for (const way of ways) way.close();
      await observed?.close();
    });

    test('and the other takes over from one that froze half way or died: each change is told once', async () => {
      const first = await start('first');
      await first.leads('leads now');
      const second = await start('second');
      const one = await runs('one');
      await told(one);
      await expect.poll(() => policy('ours')).not.toBe('');
      const ours = await policy('ours');
      expect(spoken(second.way)).toEqual([]);

      // The leader freezes with a batch on its way, and sleeps through the end of its lead.
      const { here, release } = first.way.hold(batch, 'request');
      const two = await runs('two');
      await here;
      process.kill(first.pid, 'SIGSTOP');
      await second.leads('leads now');
      await told(two);
      const file = await observed.ann.file('later.yaml', policyDocument('later'));
      const create = ['policies', 'create', 'later', '--group', observed.group, '-f', file];
      await observed.ann.get(...create);
      await expect.poll(() => policy('later')).not.toBe('');
      const later = await policy('later');

      // Its batch comes after all, and it wakes up.
      release();
      await expect.poll(() => spoken(first.way).map(({ status }) => status)).toContain(400);
      const asleep = spoken(first.way).length;
      process.kill(first.pid, 'SIGCONT');
      await first.leads('leads no more');
      const three = await runs('three');
      await told(three);
      expect(spoken(first.way)).toHaveLength(asleep);
      expect(await policy('later')).toBe(later);
      expect(await policy('ours')).toBe(ours);

      process.kill(second.pid, 'SIGKILL');
      const four = await runs('four');
      await kubectl('delete', 'pod', 'three', '--now');
      await told(four);
      await observed.becomes(three, { running: false });
      await told(two);
      for (const image of [one, two, three, four]) {
        expect(await timesChanged(observed, image)).toBe(1);
      }
      expect(await policy('later')).toBe(later);
      expect(await policy('ours')).toBe(ours);
    });
  },
);
