// SPDX-License-Identifier: Apache-2.0
import { type SignOptions, sign } from 'sigstore';
import { githubIssuer } from '../../core/iam/github.ts';
import type { Signer } from './publish.ts';

/**
 * Signs keyless as the workflow that this runs in, where there is one with the permission
 * `id-token: write`; undefined anywhere else.
 */
export async function signerHere(
  env: NodeJS.ProcessEnv = process.env,
): Promise<Signer | undefined> {
  const workflow = env['GITHUB_WORKFLOW_REF'];
  if (workflow === undefined || env['ACTIONS_ID_TOKEN_REQUEST_URL'] === undefined) return undefined;
  const server = env['GITHUB_SERVER_URL'] ?? 'https://github.com';
  return signer({ issuer: githubIssuer, subject: `${server}/${workflow}` });
}

/** Signs with what the options of the `sigstore` package name; the public instance without any. */
export const signer = (identity: Signer['identity'], options: SignOptions = {}): Signer => ({
  identity,
  sign: async (bytes) => JSON.stringify(await sign(bytes, options)),
});
