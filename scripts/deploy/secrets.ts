// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { GoogleAuth } from 'google-auth-library';
import * as z from 'zod';
import { Failure } from '../../core/errors.ts';
import { loginProviders } from '../../functions/login-providers.ts';
import type { Terraform } from './terraform.ts';

/** Reads and writes secrets of a project; `name` is `projects/…/secrets/…`. */
export interface Secrets {
  /** Whether it has a version that is enabled. */
  has: (name: string) => Promise<boolean>;
  add: (name: string, value: string) => Promise<void>;
}

/**
 * Sees to it that `auth` finds the secrets that it starts with: makes them where they are not there
 * yet, fills the keys of cookies at random, and the login providers from the file. The file replaces
 * what is there; without it what is there stays. Answers whether Terraform made anything.
 * @throws Failure INVALID_ARGUMENT when there are no login providers at all, or no sound ones
 */
export async function provideSecrets(
  terraform: Pick<Terraform, 'make' | 'outputs'>,
  providersFile: string | undefined,
  secrets: Secrets = secretManager(),
): Promise<boolean> {
  const providers = providersFile === undefined ? undefined : await soundProviders(providersFile);
  const made = (await terraform.outputs()).secrets === undefined;
  if (made) await terraform.make(['module.secret']);
  const { secrets: names } = await terraform.outputs();
  if (names === undefined) throw new Error('Terraform says nothing of the secrets');
  if (providers !== undefined) await secrets.add(names.login_providers, providers);
  else if (!(await secrets.has(names.login_providers))) {
    throw new Failure('INVALID_ARGUMENT', 'nobody could log in: there are no login providers yet', {
      place: '--login-providers',
      next: 'npm run deploy -- … --login-providers FILE',
    });
  }
  if (!(await secrets.has(names.cookie_keys))) {
    await secrets.add(names.cookie_keys, JSON.stringify([randomBytes(32).toString('base64url')]));
  }
  return made;
}

async function soundProviders(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new Failure('NOT_FOUND', `there is no file ${file}`, {
      place: '--login-providers',
      cause,
    });
  });
  if (loginProviders(text).length > 0) return text;
  throw new Failure('INVALID_ARGUMENT', `${file} names no login provider`, {
    place: '--login-providers',
  });
}

const versions = z.object({ versions: z.array(z.object({ state: z.string() })).default([]) });

/** Secret Manager's REST API, as whoever runs the deployment. */
function secretManager(): Secrets {
  const auth = new GoogleAuth({ scopes: 'https://www.googleapis.com/auth/cloud-platform' });
  const base = 'https://secretmanager.googleapis.com/v1/';
  return {
    has: async (name) => {
      const { data } = await auth.request({ url: `${base}${name}/versions?filter=state:ENABLED` });
      return versions.parse(data).versions.length > 0;
    },
    add: async (name, value) => {
      await auth.request({
        url: `${base}${name}:addVersion`,
        method: 'POST',
        data: { payload: { data: Buffer.from(value).toString('base64') } },
      });
    },
  };
}
