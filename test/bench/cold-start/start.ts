// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { Agent, request as ask } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { framed } from '../../real/deployed/process.ts';
import { freePort } from '../../real/ports.ts';
import type { Asked } from './asked.ts';

/** A function that is placed where it can be started, and what it is asked first. */
export interface Started {
  folder: string;
  name: string;
  environment: NodeJS.ProcessEnv;
  asked: Omit<Asked, 'as'>;
  token: string;
}

/** What one start took, in milliseconds since the process was made; `cpu` of all its threads. */
export interface Start {
  listening: number;
  answered: number;
  cpu: number;
}

/** Starts the function, asks as soon as it listens, and ends it. @throws Error when it answers with another status */
export async function start({ folder, name, environment, asked, token }: Started): Promise<Start> {
  const port = await freePort();
  const begun = performance.now();
  const child = framed(folder, name, port, environment);
  child.stdout.resume();
  const complaints = text(child.stderr);
  const agent = new Agent({ maxSockets: 1 });
  try {
    for (;;) {
      const sent = performance.now();
      const answer = await answerOf(agent, port, asked, token);
      if (answer !== undefined) {
        const now = performance.now();
        if (answer.status >= 300) throw new Error(`${name}: ${answer.status} ${answer.body}`);
        return { listening: sent - begun, answered: now - begun, cpu: cpuOf(child.pid) };
      }
      if (child.exitCode !== null) throw new Error(`${name} ended: ${await complaints}`);
      await wait(3);
    }
  } finally {
    agent.destroy();
    if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
  }
}

/** What is answered; undefined while nobody listens. */
function answerOf(
  agent: Agent,
  port: number,
  { method, target, body }: Started['asked'],
  token: string,
): Promise<{ status: number; body: string } | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const options = { agent, method, headers };
    const sent = ask(`http://127.0.0.1:${port}${target}`, options, (response) => {
      const status = response.statusCode ?? 0;
      text(response).then((said) => resolve({ status, body: said.slice(0, 300) }), reject);
    });
    sent.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNREFUSED' ? resolve(undefined) : reject(error),
    );
    sent.end(body);
  });
}

/** What the threads of a process that runs have used of the processor, as Linux counts it. */
function cpuOf(pid: number | undefined): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const used = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return used.reduce((total, each) => total + each, 0) / 1e6;
}
