// SPDX-License-Identifier: Apache-2.0
import { randomUUID } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '../core/errors.ts';
import type { Trust } from '../core/evidence/trust.ts';

/** The job of GitHub Actions that this is a step of. */
export interface Job {
  env: Record<string, string | undefined>;
  /** Writes a line to the step's log, where workflow commands are taken from. */
  say: (line: string) => void;
  /** Whom to believe about signatures in place of sigstore's public instance. */
  trust?: Trust;
}

/** What the runner says about itself. @throws Failure FAILED_PRECONDITION outside of a runner */
export function runner(job: Job, name: string): string {
  const value = job.env[name];
  if (value !== undefined && value !== '') return value;
  throw new Failure(
    'FAILED_PRECONDITION',
    `${name} is not set: this is no step of GitHub Actions`,
    {
      place: name,
      next: 'uses: in a workflow; elsewhere, the commands of the guide’s step 1',
    },
  );
}

/** Sets what later steps read as `steps.<id>.outputs.<name>`. */
export const setOutput = (job: Job, name: string, value: string): Promise<void> =>
  append(job, 'GITHUB_OUTPUT', name, value);

/** Keeps a value for when this runs again at the end of the job. */
export const keep = (job: Job, name: string, value: string): Promise<void> =>
  append(job, 'GITHUB_STATE', name, value);

/** What was kept. */
export const kept = ({ env }: Job, name: string): string | undefined => env[`STATE_${name}`];

/** Lets later steps find the program by its name. */
export const prependPath = (job: Job, program: string): Promise<void> =>
  appendFile(runner(job, 'GITHUB_PATH'), `${dirname(program)}\n`);

async function append(job: Job, file: string, name: string, value: string): Promise<void> {
  // A value that held the delimiter could set others; nobody guesses this one.
  const end = randomUUID();
  await appendFile(runner(job, file), `${name}<<${end}\n${value}\n${end}\n`);
}
