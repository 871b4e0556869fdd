// SPDX-License-Identifier: Apache-2.0
import { workflowCommand } from '../chainctl/workflow-command.ts';
import { asFailure } from '../core/errors.ts';
import { inputsIn } from './inputs.ts';
import { install } from './install.ts';
import { type Job, keep, kept, prependPath, setOutput } from './job.ts';
import { logIn, logOut } from './login.ts';

/** What the runner runs: once as the step, and once more when the job ends. Answers the exit code. */
export async function run(job: Job): Promise<number> {
  try {
    if (kept(job, 'begun') === undefined) await begin(job);
    else await end(job);
    return 0;
  } catch (error) {
    const { code, message, next } = asFailure(error);
    const said = code === 'INTERNAL' && error instanceof Error ? error.message : message;
    const cure = next === undefined ? '' : `\nTry: ${next}`;
    job.say(workflowCommand('error', { title: 'setup-chainctl' }, `${said}${cure}`));
    return 1;
  }
}

async function begin(job: Job): Promise<void> {
  await keep(job, 'begun', 'yes');
  const inputs = inputsIn(job.env);
  const { path, version, hit } = await install(job, inputs);
  await prependPath(job, path);
  await setOutput(job, 'version', version);
  await setOutput(job, 'path', path);
  await setOutput(job, 'cache-hit', String(hit));
  if (inputs.identity === undefined) return;
  await logIn(job, path, inputs.identity);
  await keep(job, 'chainctl', path);
}

/** A machine that lives on keeps no login of ours. */
async function end(job: Job): Promise<void> {
  const path = kept(job, 'chainctl');
  if (path !== undefined) await logOut(job, path);
}
