// SPDX-License-Identifier: Apache-2.0
// How an agent bears a cluster of many pods: a real API server, kwok's node, and a real agent beside them.
// usage: npm run bench -- pods
import { setTimeout as sleep } from 'node:timers/promises';
import { startCrowded } from '../fixtures/agent/crowded.ts';
import { cpuOf, residentOf } from './admission/cost.ts';

const images = 500;
const steps = [500, 1_000, 2_000, 5_000];

const crowded = await startCrowded(images);
const { pid } = crowded.agent.program;
try {
  const idle = await residentOf(pid);
  console.log(
    `\n| pods of ${images} images | created in s | known after s more | CPU s | batches | resident MiB | at most |`,
  );
  console.log('| ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  console.log(`| 0 | | | | | ${idle.toFixed(0)} | |`);
  let before = 0;
  for (const pods of steps) {
    let most = 0;
    const watching = setInterval(async () => {
      most = Math.max(most, await residentOf(pid).catch(() => 0));
    }, 200);
    const cpu = await cpuOf(pid);
    const taken = await crowded.batches();
    const begun = performance.now();
    await crowded.crowd(pods - before);
    const created = (performance.now() - begun) / 1000;
    before = pods;
    for (;;) {
      const records = (await crowded.records()).filter(({ running }) => running);
      const known = records.reduce((sum, { workloads }) => sum + workloads.length, 0);
      if (records.length === images && known === pods) break;
      await sleep(200);
    }
    const known = (performance.now() - begun) / 1000 - created;
    await sleep(3_000);
    clearInterval(watching);
    const used = (await cpuOf(pid)) - cpu;
    const batches = (await crowded.batches()) - taken;
    const figures = [created.toFixed(1), known.toFixed(1), used.toFixed(1), batches];
    const resident = [(await residentOf(pid)).toFixed(0), most.toFixed(0)];
    console.log(`| ${[pods, ...figures, ...resident].join(' | ')} |`);
  }
} finally {
  await crowded.close();
}
process.exit(0);
