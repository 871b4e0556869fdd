// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Observed, startObserved } from '../../fixtures/agent/observed.ts';
import { clusterParts } from '../cluster/components.ts';
import { describeReal } from '../needs.ts';

vi.setConfig({ testTimeout: 120_000 });

const parts = ['reg', 'meter', ...clusterParts()] as const;

describeReal('Agents that begin with nothing on their disks, in a real cluster', [...parts], () => {
  let observed: Observed;
  const images: string[] = [];
  const kubectl = (...args: string[]) => observed.kubectl(...args);
  beforeAll(async () => {
    observed = await startObserved();
  });
  afterAll(() => observed?.close());

  test('what runs is admitted and reported, with what that stands on', async () => {
    const { code, err } = await observed.install('--timeout', '90s');
    expect({ code, err, agents: observed.cluster.agents() }).toMatchObject({ code: 0 });
    await kubectl('label', 'ns', 'default', 'policy.sigstore.dev/include=true');
    // What is known is not read again by itself while this lasts.
    await kubectl('create', 'configmap', '-n', 'cosign-system', 'config-image-policies');
    const resync = ['config-image-policies', 'gulfstream.dev/resync=1h'];
    await kubectl('annotate', 'configmap', '-n', 'cosign-system', ...resync);
    for (let n = 0; n < 12; n += 1) images.push(await observed.pushed(`app-${n}`, true));
    await expect
      .poll(() => kubectl('get', 'cip', '-o', 'name'), { timeout: 30_000 })
      .toMatch(/ours/);
    await Promise.all(images.map((image, n) => kubectl('run', `before-${n}`, `--image=${image}`)));
    for (const image of images) await observed.becomes(image, { running: true, outcome: 'pass' });
  });

  /** Puts other pods in the place of the agent's, and waits until one of them answers: what it says. */
  const begunAnew = async (): Promise<string> => {
    const mine = ['-n', 'gulfstream', '-l', 'app.kubernetes.io/name=controller'];
    await kubectl('delete', 'pods', ...mine, '--wait');
    const probe = ['run', 'probe', `--image=${images[0]}`, '--dry-run=server', '-o', 'name'];
    let said = '';
    await expect
      .poll(
        async () => {
          said = await kubectl(...probe).catch((error: Error) => error.message);
          return said;
        },
        { timeout: 60_000 },
      )
      .not.toContain('failed calling webhook');
    return said;
  };

  test('what was admitted before is admitted with no request to the registry', async () => {
    await observed.registry.asked();
    expect(await begunAnew()).toBe('pod/probe\n');
    await Promise.all(images.map((image, n) => kubectl('run', `warm-${n}`, `--image=${image}`)));
    expect(await observed.registry.asked()).toEqual({});
  });

  test('and while the registry is away; what was never seen is refused', async () => {
    await observed.registry.be('away');
    expect(await begunAnew()).toBe('pod/probe\n');
    await Promise.all(images.map((image, n) => kubectl('run', `down-${n}`, `--image=${image}`)));
    const never = `${observed.repository('app-0')}@sha256:${'0'.repeat(64)}`;
    await expect(kubectl('run', 'never', `--image=${never}`)).rejects.toThrow('could not tell');
    await observed.registry.be('there');
  });

  test('without registry and control plane nothing is admitted by evidence that nobody has', async () => {
    await observed.registry.be('away');
    await observed.home.close();
    expect(await begunAnew()).toContain('could not tell');
  });
});
