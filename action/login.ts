// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { workflowCommand } from '../chainctl/workflow-command.ts';
import { Failure } from '../core/errors.ts';
import type { Job } from './job.ts';

/**
 * Logs chainctl in as the identity, with the token that GitHub gives this job.
 * @throws Failure FAILED_PRECONDITION where it gives none, PERMISSION_DENIED where it does not fit
 */
export async function logIn(job: Job, chainctl: string, identity: string): Promise<void> {
  if (!job.env['ACTIONS_ID_TOKEN_REQUEST_URL'] || !job.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']) {
    throw (await isFork(job)) ? fromFork() : noToken();
  }
  const { code, said } = await chainctlSays(job, chainctl, [
    'auth',
    'login',
    '--identity',
    identity,
  ]);
  if (code === 0) return;
  const lines = said.split('\n');
  const after = (start: string) =>
    lines.find((line) => line.startsWith(start))?.slice(start.length);
  const why = after('Error: ') ?? `chainctl ended with ${code}`;
  // What of the token does not fit stands below the sentence, a line each.
  const faults = lines.filter((line) => line.startsWith('  ')).map((line) => `\n${line}`);
  const sentence = `chainctl is not logged in as ${identity}: ${why}${faults.join('')}`;
  throw new Failure('PERMISSION_DENIED', sentence, {
    place: 'identity',
    next: after('Try: ') ?? `chainctl iam identities describe ${identity}`,
  });
}

/** Ends the login here and at the platform. A job that has done its work does not fail for this. */
export async function logOut(job: Job, chainctl: string): Promise<void> {
  const { code } = await chainctlSays(job, chainctl, ['auth', 'logout']);
  if (code === 0) return;
  const message = 'chainctl could not log out; its token ends within the hour';
  job.say(workflowCommand('warning', { title: 'setup-chainctl' }, message));
}

async function chainctlSays(
  job: Job,
  chainctl: string,
  args: string[],
): Promise<{ code: number; said: string }> {
  const child = spawn(chainctl, args, { env: job.env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (number) => resolve(number ?? 1));
  });
  for (const line of said.trimEnd().split('\n')) job.say(line);
  return { code, said };
}

const event = z.object({
  pull_request: z.object({
    head: z.object({ repo: z.object({ full_name: z.string() }).nullable() }),
    base: z.object({ repo: z.object({ full_name: z.string() }) }),
  }),
});

/** Whether the job is for a pull request from another repository; those may ask for no token. */
async function isFork({ env }: Job): Promise<boolean> {
  const text = await readFile(env['GITHUB_EVENT_PATH'] ?? '', 'utf8').catch(() => '{}');
  const { success, data } = event.safeParse(JSON.parse(text));
  return (
    success && data.pull_request.head.repo?.full_name !== data.pull_request.base.repo.full_name
  );
}

const fromFork = (): Failure =>
  new Failure(
    'FAILED_PRECONDITION',
    'a pull request from a fork gets no identity token from GitHub, so nobody can be logged in',
    {
      place: 'identity',
      next: 'leave identity out there and lint only; if: github.event.pull_request.head.repo.full_name == github.repository keeps a job for your own branches',
    },
  );

const noToken = (): Failure =>
  new Failure('FAILED_PRECONDITION', 'this job may not ask GitHub for an identity token', {
    place: 'identity',
    next: 'permissions: { id-token: write, contents: read } in the workflow',
  });
