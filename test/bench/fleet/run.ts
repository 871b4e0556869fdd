// SPDX-License-Identifier: Apache-2.0
import { setTimeout as wait } from 'node:timers/promises';
import { type SimulatedAgent, simulatedAgent } from './agent.ts';
import { calls } from './call.ts';
import type { Tally } from './counted.ts';
import { type Owner, ownerOf } from './owner.ts';
import { between, type CountedHome, startCountedHome } from './start.ts';

export interface Fleet {
  title: string;
  agents: number;
  data: string;
  emulator: string | undefined;
}

/** How many clusters share a group. */
const inGroup = 50;
/** How long the fleet is watched while nothing happens, in seconds. */
const quiet = 60;
const changes = 10;

/** Registers a fleet, leaves it alone, changes a policy above all of it, restarts the home; prints what that took. */
export async function runFleet({ title, agents: number, data, emulator }: Fleet): Promise<void> {
  console.log(`\n### ${title}\n`);
  let home = await startCountedHome(data, 0, emulator);
  const call = calls(home.url);
  const owner = await ownerOf(home.url, call, Math.ceil(number / inGroup));
  const agents = await Promise.all(
    Array.from({ length: number }, (_, n) =>
      simulatedAgent(call, {
        code: owner.codes[n % owner.codes.length] ?? '',
        audience: home.url,
      }),
    ),
  );
  const heard = new Map<string, (agent: number) => void>();
  const over = new AbortController();

  const joined = await timed(home, () => each(agents, ({ join }) => join()));
  line('registration storm, all at once', number, joined);
  const following = agents.map(({ follow }, n) =>
    follow(over.signal, ({ policies }) => {
      for (const { name } of policies) heard.get(name)?.(n);
    }),
  );
  for (const { beat } of agents) following.push(beat(over.signal));
  await wait(3_000);

  const still = await timed(home, async () => {
    await wait(quiet * 1000);
    return [];
  });
  hourly(number, still.tally);

  const seconds = await changing(home, owner, number, heard);
  line(`policy created above all, ${changes} times`, number * changes, seconds);

  const { url } = home;
  await home.stop();
  home = await startCountedHome(data, Number(new URL(url).port), emulator);
  const back = await timed(home, () => toldOf(owner, number, heard, 'after-restart'));
  line('home restarted, all reconnect', number, back);

  over.abort();
  const errors = new Map<string, number>();
  for (const { failed } of agents) {
    for (const [said, count] of failed) errors.set(said, (errors.get(said) ?? 0) + count);
  }
  for (const [said, count] of errors) console.log(`failed and tried again: ${count} times ${said}`);
  await home.stop();
  await Promise.race([Promise.all(following), wait(15_000)]);
}

interface Timed {
  /** Of each agent or answer, in milliseconds. */
  took: number[];
  tally: Tally;
}

async function timed(home: CountedHome, run: () => Promise<number[]>): Promise<Timed> {
  const before = await home.tally();
  const took = await run();
  return { took, tally: between(before, await home.tally()) };
}

const each = (agents: SimulatedAgent[], act: (agent: SimulatedAgent) => Promise<void>) =>
  Promise.all(
    agents.map(async (agent) => {
      const begun = performance.now();
      await act(agent);
      return performance.now() - begun;
    }),
  );

/** The times from asking for a policy until each agent was told of it. */
async function toldOf(
  owner: Owner,
  number: number,
  heard: Map<string, (agent: number) => void>,
  name: string,
): Promise<number[]> {
  const begun = performance.now();
  const took = new Map<number, number>();
  const all = new Promise<void>((resolve) => {
    heard.set(name, (agent) => {
      if (!took.has(agent)) took.set(agent, performance.now() - begun);
      if (took.size === number) resolve();
    });
  });
  await owner.createsPolicy(name);
  await all;
  heard.delete(name);
  return [...took.values()];
}

async function changing(
  home: CountedHome,
  owner: Owner,
  number: number,
  heard: Map<string, (agent: number) => void>,
): Promise<Timed> {
  return timed(home, async () => {
    const took: number[] = [];
    for (let n = 1; n <= changes; n += 1) {
      took.push(...(await toldOf(owner, number, heard, `change-${n}`)));
      await wait(2_000);
    }
    return took;
  });
}

function line(what: string, per: number, { took, tally }: Timed): void {
  const sorted = [...took].sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.ceil(sorted.length * share) - 1] ?? 0);
  const part = (count: number) => (count / per).toFixed(1);
  console.log(
    `${what}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, last ${at(1)} ms; per agent ${part(tally.reads)} reads, ${part(tally.writes)} writes, ${part(sum(tally.calls))} calls; ${(tally.cpu / 1000).toFixed(1)} s of CPU, ${(tally.resident / 2 ** 20).toFixed(0)} MiB`,
  );
  if (sum(tally.refused) > 0) console.log(`refused: ${JSON.stringify(tally.refused)}`);
}

function hourly(number: number, { reads, writes, written, calls: called, cpu }: Tally): void {
  const rate = (count: number) => ((count / number) * (3600 / quiet)).toFixed(1);
  const named = Object.entries(called).map(([name, count]) => `${name} ${rate(count)}`);
  const kinds = Object.entries(written).map(([name, count]) => `${name} ${rate(count)}`);
  console.log(
    `nothing happens: per agent and hour ${rate(reads)} reads, ${rate(writes)} writes (${kinds.join(', ') || 'none'}), calls: ${named.join(', ')}; ${((cpu / quiet / 1000) * 100).toFixed(1)} % of a core`,
  );
}

const sum = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);
