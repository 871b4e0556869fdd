// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { Failure } from '../../core/errors.ts';

/** Terraform in one environment. What it prints goes to the terminal; each throws when it fails. */
export interface Terraform {
  /** Uses the state in the bucket. */
  init: (state: string) => Promise<void>;
  /** Makes what stands under these addresses, without asking. */
  make: (addresses: string[]) => Promise<void>;
  /** Prints the plan and keeps it; answers whether there is anything to change. */
  plan: () => Promise<boolean>;
  /** Carries out the plan that was kept. */
  apply: () => Promise<void>;
  /** What the environment says of itself; what was not applied yet is absent. */
  outputs: () => Promise<Outputs>;
}

const said = <T extends z.ZodType>(value: T) => z.object({ value }).optional();
const told = z.object({
  /** The URL of the API. */
  url: said(z.string()),
  /** The bucket of downloads. */
  downloads: said(z.string()),
  /** Where images are, as a reference begins: `host/path`. */
  images: said(z.string()),
  /** The bucket of the console. */
  console: said(z.string()),
  /** Where the A record of the domain points. */
  address: said(z.string()),
  /** The secrets, as `projects/…/secrets/…`. */
  secrets: said(z.object({ login_providers: z.string(), cookie_keys: z.string() })),
});

/** The outputs of the environment. */
export interface Outputs {
  url: string | undefined;
  downloads: string | undefined;
  images: string | undefined;
  console: string | undefined;
  address: string | undefined;
  secrets: { login_providers: string; cookie_keys: string } | undefined;
}

/** Terraform in the folder, with the file of variables. @throws Failure FAILED_PRECONDITION */
export function terraformIn(folder: string, vars: string): Terraform {
  const variables = [`-var-file=${vars}`];
  const plan = ['plan', '-input=false', '-detailed-exitcode', ...variables];
  let kept: string | undefined;
  return {
    init: async (state) => {
      await ended(folder, [
        'init',
        '-input=false',
        '-reconfigure',
        `-backend-config=bucket=${state}`,
      ]);
    },
    make: async (addresses) => {
      const targets = addresses.map((address) => `-target=${address}`);
      await ended(folder, ['apply', '-input=false', '-auto-approve', ...variables, ...targets]);
    },
    plan: async () => {
      kept = join(folder, '.terraform', 'enforce.plan');
      // 2 says that there is something to change.
      return (await ended(folder, [...plan, `-out=${kept}`], [0, 2])) === 2;
    },
    apply: async () => {
      if (kept === undefined) throw new Error('nothing was planned');
      await ended(folder, ['apply', '-input=false', kept]);
      await rm(kept, { force: true });
    },
    outputs: async () => {
      const child = spawn('terraform', ['output', '-json'], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const { url, downloads, images, console, address, secrets } = told.parse(
        JSON.parse(await text(child.stdout)),
      );
      return {
        url: url?.value,
        downloads: downloads?.value,
        images: images?.value,
        console: console?.value,
        address: address?.value,
        secrets: secrets?.value,
      };
    },
  };
}

async function ended(cwd: string, args: string[], good = [0]): Promise<number> {
  const child = spawn('terraform', args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(
        new Failure(
          'FAILED_PRECONDITION',
          'terraform 1.11 or newer is needed, and is not in PATH',
          {
            cause,
          },
        ),
      ),
    );
    child.once('exit', (status) => resolve(status ?? 1));
  });
  if (good.includes(code)) return code;
  throw new Failure('FAILED_PRECONDITION', `terraform ${args[0]} ended with ${code}; see above`);
}
