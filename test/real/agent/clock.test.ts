// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test } from 'vitest';
import { deleteCluster, listClusters } from '../../../core/api/clusters.ts';
import { listRecords } from '../../../core/api/records.ts';
import { fromSource, type RunningAgent, startAgentProcess } from '../../fixtures/agent/agent.ts';
import { keylessPolicy, sign } from '../../fixtures/agent/guarded.ts';
import { type Observed, startObserved } from '../../fixtures/agent/observed.ts';
import { layNewCode, reportingFlags } from '../../fixtures/agent/reporting.ts';
import { clusterParts } from '../cluster/components.ts';
import { describeReal } from '../needs.ts';
import { type Sigstore, sigstoreParts, startSigstore } from '../sigstore/stack.ts';

const parts = ['reg', ...sigstoreParts(), ...clusterParts()] as const;

/**
 * The clock is wrong for what JavaScript reads in the agent's process, which is all that the agent reads
 * itself. The dates of its server's certificate are checked by the API server, whose clock is right.
 */
describeReal('An agent whose clock is ten minutes', [...parts], () => {
  let observed: Observed;
  let sigstore: Sigstore;
  let agent: RunningAgent | undefined;
  const kubectl = (...args: string[]) => observed.kubectl(...args);
  const asked = (image: string) =>
    kubectl('run', 'asks', `--image=${image}`, '-n', 'guarded', '--dry-run=server').then(
      () => 'allowed',
      (error: unknown) => String(error),
    );

  beforeAll(async () => {
    [observed, sigstore] = await Promise.all([startObserved(), startSigstore()]);
    const { ann, group, repository } = observed;
    const text = keylessPolicy('keyless', [repository('keyless/**')]);
    const file = await ann.file('keyless.yaml', text);
    await ann.get('policies', 'create', 'keyless', '--group', group, '-f', file);
    await kubectl('create', 'namespace', 'guarded');
    await kubectl('label', 'namespace', 'guarded', 'policy.sigstore.dev/include=true');
  });
  afterAll(async () => {
    await agent?.stop();
    await Promise.all([observed?.close(), sigstore?.close()]);
  });

  test.each([
    ['late', -600_000],
    ['early', 600_000],
  ])(
    '%s registers, judges as the log tells the time, and tells nothing of another day',
    async (how, ahead) => {
      const { caller, pushed, becomes } = observed;
      const began = Date.now();
      await layNewCode(observed);
      const flags = await reportingFlags(observed, { identity: 'one' });
      const trust = ['--trusted-root', sigstore.trustedRoot];
      const start = fromSource({ ahead });
      agent = await startAgentProcess(observed.cluster, [...flags, ...trust], start);
      const [, told = ''] = /"time":"([^"]+)"/.exec(agent.program.output()) ?? [];
      expect(Math.abs(Date.parse(told) - ahead - Date.now())).toBeLessThan(300_000);

      // Signed this minute: to the agent that is ten minutes from now, or past the life of the certificate.
      const image = await pushed(`keyless/${how}`, true);
      await expect.poll(() => asked(image)).toContain('policy keyless: signed by somebody unknown');
      await sign(sigstore, image);
      await expect.poll(() => asked(image)).toBe('allowed');
      expect(await asked(await pushed(how, false))).toContain('no matching signatures');

      await kubectl('run', how, `--image=${image}`);
      await becomes(image, { running: true, outcome: 'pass' });
      const cluster = async () => (await caller.does(listClusters, {})).items[0];
      await expect.poll(async () => (await cluster())?.applied?.failing).toEqual([]);
      const { items } = await caller.does(listRecords, { pageSize: 500 });
      const record = items.find((each) => each.image === image);
      const lab = await cluster();
      const now = Date.now();
      for (const moment of [record?.lastSeen, lab?.lastSeen]) {
        expect(Date.parse(moment ?? '')).toBeGreaterThan(began - 1_000);
        expect(Date.parse(moment ?? '')).toBeLessThanOrEqual(now);
      }
      for (const moment of [record?.firstSeen, record?.refreshed.policy, lab?.applied?.at]) {
        expect(Date.parse(moment ?? '')).toBeLessThanOrEqual(now);
        expect(Date.parse(moment ?? '')).toBeGreaterThan(began - 700_000);
      }

      // The other begins without anything that this one made: it registers, and makes the certificates.
      await agent.stop();
      if (lab !== undefined) await caller.does(deleteCluster, { id: lab.id });
      await kubectl('delete', 'secret', 'webhook-certs', '-n', 'gulfstream');
    },
  );
});
