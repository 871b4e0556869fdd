// SPDX-License-Identifier: Apache-2.0
import type { Identity } from '../chainctl/build.ts';
import { Failure } from '../core/errors.ts';

/** What a workflow says under `with:`. */
export interface Inputs {
  /** Where Enforce is, without a slash at the end. */
  base: string;
  /** Undefined where nobody signs. */
  signer: Identity | undefined;
  /** Undefined takes what is offered. */
  version: string | undefined;
  identity: string | undefined;
}

/** Reads the inputs of action.yml, as the runner passes them on. @throws Failure INVALID_ARGUMENT */
export function inputsIn(env: Record<string, string | undefined>): Inputs {
  const input = (name: string) => env[`INPUT_${name.toUpperCase()}`]?.trim() ?? '';
  const base = input('base-url').replace(/\/+$/, '');
  if (!isSafe(base)) {
    throw new Failure('INVALID_ARGUMENT', `base-url ${JSON.stringify(base)} is no https URL`, {
      place: 'base-url',
      next: 'base-url: https://enforce.example.com',
    });
  }
  const subject = input('signer');
  if (subject === '') {
    throw new Failure('INVALID_ARGUMENT', 'signer does not say who signs chainctl', {
      place: 'signer',
      next: 'signer: the workflow that deploys your Enforce, or signer: none where nobody signs',
    });
  }
  const version = input('version');
  const identity = input('identity');
  return {
    base,
    signer: subject === 'none' ? undefined : { issuer: input('signer-issuer'), subject },
    version: version === '' || version === 'latest' ? undefined : version,
    identity: identity === '' ? undefined : identity,
  };
}

/** Without TLS anybody on the way could take the part of the platform; there is none to this machine. */
function isSafe(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const here = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return protocol === 'https:' || (protocol === 'http:' && here);
}
