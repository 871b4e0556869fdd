// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Crowded, startCrowded } from '../../fixtures/agent/crowded.ts';
import { clusterParts } from '../cluster/components.ts';
import { describeReal } from '../needs.ts';

vi.setConfig({ testTimeout: 180_000 });

const pods = 1_000;
const images = 40;
const mebibyte = 1_048_576;

describeReal('An agent beside many pods', clusterParts(), () => {
  let crowded: Crowded;
  beforeAll(async () => {
    crowded = await startCrowded(images);
  });
  afterAll(() => crowded?.close());

  test('says of each image where it runs, in a few batches, and does not grow', async () => {
    await crowded.crowd(pods);
    const seen = async () =>
      (await crowded.records()).map(({ running, outcome, workloads }) => ({
        ...{ running, outcome, workloads: workloads.length },
      }));
    const each = { running: true, outcome: 'pass', workloads: pods / images };
    await vi.waitFor(async () => expect(await seen()).toEqual(Array(images).fill(each)), {
      timeout: 120_000,
      interval: 500,
    });
    expect(new Set((await crowded.records()).map(({ image }) => image))).toEqual(
      new Set(crowded.images),
    );
    expect(await crowded.batches()).toBeLessThan(pods / 10);
    expect((await crowded.agent.metric('enforce_resident_bytes')) / mebibyte).toBeLessThan(300);
  });

  test('and that it runs no more once all of them have gone', async () => {
    await crowded.disperse();
    await vi.waitFor(
      async () =>
        expect((await crowded.records()).map(({ running }) => running)).toEqual(
          Array(images).fill(false),
        ),
      { timeout: 120_000, interval: 500 },
    );
  });
});
