// SPDX-License-Identifier: Apache-2.0
import { execFile } from 'node:child_process';
import { Failure } from '../../core/errors.ts';

const debian = ['apt-get', 'apt-cache', 'dpkg-deb'];

/** What the program prints. @throws Failure with what it complained of */
export function run(
  program: string,
  args: string[],
  cwd?: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { cwd, env, encoding: 'buffer', maxBuffer: 2 ** 30 } as const;
    execFile(program, args, options, (cause, stdout, stderr) => {
      if (cause === null) resolve(stdout);
      else if ('code' in cause && cause.code === 'ENOENT') reject(absent(program, cause));
      else {
        const said = stderr.toString().trim().split('\n').slice(-5).join('; ');
        const message = `${program} ${args[0]} failed: ${said}`;
        reject(new Failure('FAILED_PRECONDITION', message, { cause }));
      }
    });
  });
}

const absent = (program: string, cause: Error): Failure =>
  new Failure('FAILED_PRECONDITION', `${program} is needed and not on the PATH`, {
    cause,
    ...(debian.includes(program) && {
      next: 'the same in Debian 12, for example in the container node:24-bookworm',
    }),
  });
