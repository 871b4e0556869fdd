// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { reap, spare } from './reaper.ts';

/** How long a program may take until it serves, on a busy machine, in milliseconds. */
const patience = 60_000;

/** A running program of somebody else's. */
export interface Program {
  pid: number;
  /** What it printed so far, for a test's failure message. */
  output: () => string;
  /** Resolves to the first line of JSON on its stdout: where our own programs listen. */
  announced: () => Promise<Record<string, string>>;
  /** Resolves once `ready` gives true; rejects with its output when it ends or takes too long. */
  until: (ready: () => Promise<boolean>) => Promise<void>;
  /** Ends it at once: these programs keep nothing that would have to be saved. */
  stop: () => Promise<void>;
}

/** Starts a program that ends with this process at the latest. */
export function run(file: string, args: string[], env = process.env): Program {
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
  const { pid = 0 } = child;
  if (pid !== 0) reap(pid);
  const lines = collect(child);
  const announced = announcement(child);
  announced.catch(() => undefined);
  const ended = new Promise<never>((_, reject) => {
    const end = (why: string) => {
      if (pid !== 0) spare(pid);
      reject(new Error(`${file} ${why}:\n${lines.join('\n')}`));
    };
    child.once('error', ({ message }) => end(message));
    child.once('exit', (code, signal) => end(`ended with ${code ?? signal}`));
  });
  ended.catch(() => undefined);
  const late = async () => {
    await sleep(patience, undefined, { ref: false });
    throw new Error(`${file} is not ready after ${patience / 1000} s:\n${lines.join('\n')}`);
  };
  return {
    pid,
    output: () => lines.join('\n'),
    announced: () => Promise.race([announced, ended, late()]),
    until: (ready) => Promise.race([polled(ready), ended, late()]),
    stop: async () => {
      child.kill('SIGKILL');
      await ended.catch(() => undefined);
    },
  };
}

/** Whether something answers 2xx at the URL. */
export const answers = (url: string) => async (): Promise<boolean> =>
  (await fetch(url).catch(() => undefined))?.ok ?? false;

/** Keeps the last lines of what a program says. */
function collect(child: ChildProcess): string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line.slice(0, 2000));
      if (lines.length > 200) lines.shift();
    });
  }
  return lines;
}

/** The first line of stdout, which must be JSON. */
async function announcement(child: ChildProcess): Promise<Record<string, string>> {
  const line = await new Promise<string>((resolve) => {
    if (child.stdout !== null) createInterface({ input: child.stdout }).once('line', resolve);
  });
  return z.record(z.string(), z.string()).parse(JSON.parse(line));
}

async function polled(ready: () => Promise<boolean>): Promise<void> {
  while (!(await ready())) await sleep(20);
}
