// SPDX-License-Identifier: Apache-2.0
import { attest, type SignOptions, sign } from 'sigstore';
import type { Identity } from '../../chainctl/build.ts';
import { githubIssuer } from '../../core/iam/github.ts';

/** Signs, as sigstore bundles in JSON; and who verifiers must find that it was. */
export interface Signer {
  identity: Identity;
  sign: (bytes: Buffer) => Promise<string>;
  /** Signs an in-toto statement. */
  attest: (statement: object) => Promise<string>;
}

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
export const signer = (identity: Identity, options: SignOptions = {}): Signer => ({
  identity,
  sign: async (bytes) => JSON.stringify(await sign(bytes, options)),
  attest: async (statement) => {
    const bytes = Buffer.from(JSON.stringify(statement));
    return JSON.stringify(await attest(bytes, 'application/vnd.in-toto+json', options));
  },
});
