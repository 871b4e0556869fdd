// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { outgoing } from '../chainctl/outgoing.ts';
import { offered, type Release } from '../chainctl/release/offered.ts';
import { replaceWith } from '../chainctl/release/replace.ts';
import { demandSignature, signatureAt } from '../chainctl/release/signature.ts';
import { workflowCommand } from '../chainctl/workflow-command.ts';
import { Failure } from '../core/errors.ts';
import type { Inputs } from './inputs.ts';
import { type Job, runner } from './job.ts';

/** The chainctl that is there now. */
export interface Installed {
  path: string;
  version: string;
  /** Whether it was there before. */
  hit: boolean;
}

/**
 * Puts the chainctl that the platform offers for this machine into the tool cache: the bytes whose
 * checksum is published, and that the signer signed. What lies there already is held to the same.
 * @throws Failure UNAVAILABLE, NOT_FOUND, FAILED_PRECONDITION; then nothing is in the path
 */
export async function install(job: Job, { base, signer, version }: Inputs): Promise<Installed> {
  const downloads = `${base}/downloads`;
  const fetch = outgoing(job.env);
  const release = await offered(fetch, downloads, AbortSignal.timeout(30_000), target());
  if (version !== undefined && version !== release.version) throw another(base, version, release);
  const url = `${downloads}/${release.file}`;
  if (signer !== undefined) {
    await demandSignature(await signatureAt(fetch, url), release.sha256, signer, job.trust);
    job.say(`${release.file} ${release.version} was signed by ${signer.subject}`);
  } else job.say(`${release.file} ${release.version}: nobody is asked to have signed it`);
  const path = placeOf(job, release);
  const there = await sha256(path);
  const hit = there === release.sha256;
  if (hit) job.say(`${path} is what its checksum says`);
  else {
    if (there !== undefined) {
      const said = `${path} is not what its checksum says; it is downloaded anew`;
      job.say(workflowCommand('warning', { title: 'setup-chainctl' }, said));
    }
    await mkdir(dirname(path), { recursive: true });
    await replaceWith(fetch, path, url, release.sha256);
    job.say(`Downloaded to ${path}; its checksum is the published one`);
  }
  return { path, version: release.version, hit };
}

/** This machine as releases name it, e.g. `linux/amd64`. */
function target(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return `${system}/${process.arch === 'x64' ? 'amd64' : process.arch}`;
}

/** Two platforms may offer different builds of one version, so the checksum is part of the place. */
function placeOf(job: Job, { version, sha256: sum }: Release): string {
  const folder = join(
    runner(job, 'RUNNER_TOOL_CACHE'),
    'chainctl',
    `${version}-${sum.slice(0, 16)}`,
  );
  return join(folder, process.arch, process.platform === 'win32' ? 'chainctl.exe' : 'chainctl');
}

async function sha256(file: string): Promise<string | undefined> {
  if ((await stat(file).catch(() => undefined)) === undefined) return undefined;
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

const another = (base: string, wanted: string, { version }: Release): Failure =>
  new Failure('FAILED_PRECONDITION', `${base} offers chainctl ${version}, and not ${wanted}`, {
    place: 'version',
    next: `version: ${version}`,
  });
