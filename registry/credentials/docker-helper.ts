// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import * as z from 'zod';
import { Failure } from '../../core/errors.ts';
import type { Credential } from './credential.ts';

/** How long a helper may take, in milliseconds, and how much it may say, in bytes. */
const patience = 20_000;
const most = 1_048_576;

const answered = z.object({ Username: z.string(), Secret: z.string() });

/**
 * Asks `docker-credential-<name>` for a server, by the protocol of docker-credential-helpers.
 * Undefined if it knows none. The program is found on the PATH; its name can be no path.
 * @throws Failure FAILED_PRECONDITION if it cannot be run or answers with something else
 */
export async function askHelper(
  name: string,
  server: string,
  environment: NodeJS.ProcessEnv,
): Promise<Credential | undefined> {
  const program = `docker-credential-${name}`;
  if (!/^[\w.-]+$/.test(name)) throw unusable(program, 'that is no name of a program');
  const { code, said } = await run(program, server, environment);
  if (code !== 0) {
    if (/credentials not found/i.test(said)) return undefined;
    throw unusable(program, `it ended with ${code}`);
  }
  const found = answered.safeParse(json(said));
  if (!found.success) throw unusable(program, 'its answer is none');
  const { Username: username, Secret: secret } = found.data;
  if (username === '' && secret === '') return undefined;
  return username === '<token>'
    ? { kind: 'identity', token: secret }
    : { kind: 'basic', username, password: secret };
}

function run(
  program: string,
  server: string,
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['get'], {
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: patience,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > most) child.kill('SIGKILL');
    });
    child.on('error', (cause) => reject(unusable(program, 'it cannot be run', cause)));
    child.on('close', (code) => resolve({ code, said: Buffer.concat(chunks).toString('utf8') }));
    // A helper that ends without reading is judged by how it ends.
    child.stdin.on('error', () => undefined);
    child.stdin.end(server);
  });
}

/** What the helper said may be a secret, so it is in no message. */
function unusable(program: string, why: string, cause?: unknown): Failure {
  return new Failure('FAILED_PRECONDITION', `${program} gave no credentials: ${why}`, {
    place: program,
    next: 'docker login',
    ...(cause === undefined ? {} : { cause }),
  });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
