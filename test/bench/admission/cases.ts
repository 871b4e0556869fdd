// SPDX-License-Identifier: Apache-2.0
import { setTimeout as wait } from 'node:timers/promises';
import { cpuOf, residentOf } from './cost.ts';
import type { Guard } from './guard.ts';
import { paced, type Spread, spread } from './load.ts';
import type { Admitted } from './review.ts';
import type { Supply } from './supply.ts';

/** What one kind of load took. */
export interface Measured extends Spread {
  /** Until everything was answered, and on the CPU, in seconds. */
  wall: number;
  cpu: number;
  /** Requests to the registry. */
  requests: number;
  /** Reads of the API server. */
  reads: number;
  /** Of pods that should have been let in. */
  refused: number;
  /** What the last of them was told. */
  message: string;
}

/** Registry delays at which everything is measured, in milliseconds. */
export const delays = [0, 20];
/** Pods one after the other, and then a rest: policy-controller's own reads are throttled after 40. */
const row = 30;
const rest = 2_500;
/** Pods in a case: the first ones are as many images, and so many others come before all. */
export const pods = { before: 60, cold: 60, tag: 90, warm: 90 };
/** What arrives at once. */
const burstOf = { pods: 30, containers: 4 };
export const burst = burstOf.pods * burstOf.containers;
/** Pods a second that are tried one after the other, for so many seconds each. */
const rates = [10, 20, 40, 80, 160, 320, 640];
const held = { seconds: 5, p99: 1_000 };

export interface Results {
  idle: number;
  cold: Measured[];
  /** One tag, as of a Deployment that grows. */
  tag: Measured[];
  /** Digests that are known. */
  warm: Measured[];
  burst: Measured[];
  rate: number;
  down: { known: Admitted; unknown: Admitted };
  resident: number;
}

/** Everything that is measured of both; images are taken from the front, so that each is new once. */
export async function measure(guard: Guard, { meter, images, digests }: Supply): Promise<Results> {
  const fresh = [...images];
  const { admit } = guard.asking;
  const under = async (delay: number, run: () => Promise<Admitted[]>): Promise<Measured> => {
    await meter.delay(delay);
    await wait(rest);
    await meter.asked();
    const before = { cpu: await cpuOf(guard.pid), reads: await guard.reads() };
    const begun = performance.now();
    const all = await run();
    const wall = (performance.now() - begun) / 1000;
    console.error(`${all.length} pods, registry at ${delay} ms: ${wall.toFixed(1)} s`);
    const cpu = (await cpuOf(guard.pid)) - before.cpu;
    const requests = Object.values(await meter.asked()).reduce((sum, each) => sum + each, 0);
    const refusals = all.filter(({ allowed }) => !allowed);
    return {
      ...spread(all.map(({ milliseconds }) => milliseconds)),
      ...{ wall, cpu, requests, reads: (await guard.reads()) - before.reads },
      ...{ refused: refusals.length, message: refusals.at(-1)?.message ?? '' },
    };
  };
  const inRows = async (all: readonly string[], count: number): Promise<Admitted[]> => {
    const done: Admitted[] = [];
    while (done.length < count) {
      if (done.length > 0 && done.length % row === 0) await wait(rest);
      done.push(await admit([all[done.length % all.length] ?? '']));
    }
    return done;
  };

  await wait(3_000);
  const idle = await residentOf(guard.pid);
  await guard.policies(1);
  await inRows(fresh.splice(0, pods.before), pods.before);
  const results: Pick<Results, 'cold' | 'tag' | 'warm' | 'burst'> = {
    ...{ cold: [], tag: [], warm: [], burst: [] },
  };
  const byDigest = (image: string) =>
    image.replace(/:v1$/, `@${digests[images.indexOf(image)] ?? ''}`);
  let known: string[] = [];
  for (const delay of delays) {
    const tags = fresh.splice(0, pods.cold);
    known = tags.map(byDigest);
    results.cold.push(await under(delay, () => inRows(tags, pods.cold)));
    results.tag.push(await under(delay, () => inRows(tags.slice(0, 1), pods.tag)));
    results.warm.push(await under(delay, () => inRows(known, pods.warm)));
  }
  await meter.delay(0);
  await meter.be('away');
  const down = {
    known: await admit(known.slice(0, 1)),
    unknown: await admit([byDigest(fresh.shift() ?? '')]),
  };
  await meter.be('there');
  const rate = await highest(admit, known);
  await guard.policies(10);
  for (const delay of delays) {
    const all = fresh.splice(0, burst);
    const many = Array.from({ length: burstOf.pods }, () => all.splice(0, burstOf.containers));
    results.burst.push(await under(delay, () => Promise.all(many.map(admit))));
  }
  await meter.delay(0);
  return { idle, ...results, down, rate, resident: await residentOf(guard.pid) };
}

/** The highest rate at which every pod is let in, and 99 of 100 within a second. */
async function highest(
  admit: (images: readonly string[]) => Promise<Admitted>,
  known: readonly string[],
): Promise<number> {
  let best = 0;
  for (const rate of rates) {
    await wait(rest);
    const all = await paced(rate, rate * held.seconds, (n) =>
      admit([known[n % known.length] ?? '']),
    );
    const { p99 } = spread(all.map(({ milliseconds }) => milliseconds));
    if (p99 > held.p99 || all.some(({ allowed }) => !allowed)) return best;
    best = rate;
  }
  return best;
}
