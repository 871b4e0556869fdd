// SPDX-License-Identifier: Apache-2.0
// The agent of a cluster. usage: node agent/main.ts [--kubeconfig FILE] [--port 8443] [--health-port 8080]
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { asFailure } from '../core/errors.ts';
import { jsonLog } from './log.ts';
import { readSettings } from './settings.ts';
import { startAgent } from './start.ts';

/**
 * The heap grows by half of what lives before V8 looks for garbage; by itself it lets it grow threefold, which
 * is 100 MiB more where pods come by the thousand. NODE_OPTIONS does not take it.
 */
setFlagsFromString('--heap-growing-percent=50');

/** Whoever starts this process reads from its first line where it listens: what comes before is held. */
const held: string[] = [];
let listens = false;
const print = (line: string) => process.stdout.write(`${line}\n`);
const log = jsonLog((line) => void (listens ? print(line) : held.push(line)));
const release = () => {
  listens = true;
  for (const line of held.splice(0)) print(line);
};

/**
 * How long reviews are still answered after Kubernetes said to end, since it takes a moment until none
 * is sent here any more; and how long those that have begun may take. In milliseconds.
 */
const times = { draining: 5_000, grace: 10_000 };

try {
  const agent = await startAgent(readSettings(process.argv.slice(2), process.env), log);
  const all = Object.entries(agent.ports).map(([name, port]) => [name, String(port)]);
  const ports = Object.fromEntries(all);
  jsonLog(print)('INFO', 'listening', ports);
  release();
  const end = async (signal: string, draining: number) => {
    log('INFO', 'ending', { signal });
    agent.drain();
    await sleep(draining);
    setTimeout(() => process.exit(0), times.grace).unref();
    await agent.close();
    process.exit(0);
  };
  process.once('SIGTERM', (signal) => void end(signal, times.draining));
  process.once('SIGINT', (signal) => void end(signal, 0));
} catch (error) {
  release();
  const { message, code, place, next, cause } = asFailure(error);
  const why = cause instanceof Error ? cause.message : undefined;
  log('ERROR', message, { code, place, next, cause: why });
  process.exit(1);
}
