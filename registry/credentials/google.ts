// SPDX-License-Identifier: Apache-2.0
import type { GoogleAuthOptions } from 'google-auth-library';
import { type Clock, realClock } from '../clock.ts';
import type { Keychain } from './credential.ts';
import { lending } from './lent.ts';

/** Artifact Registry, and the Container Registry hosts that it serves. */
const registry = /^(?:[a-z0-9-]+-docker\.pkg\.dev|(?:[a-z0-9-]+\.)?gcr\.io)$/;

/** Whether Google's client opens this host. */
export const isGoogleRegistry = (host: string): boolean => registry.test(host);

/** What the token may do, unless the options say otherwise: read. */
const scopes = ['https://www.googleapis.com/auth/cloud-platform.read-only'];

/** A token is asked for again after this long, in milliseconds; Google's client keeps it until it runs out. */
const age = 60_000;

/**
 * Google Artifact Registry, for whoever this process is to Google: a key file, workload identity, or
 * the metadata server, as Google's own client finds them. The client is loaded with the first image
 * from there.
 */
export function googleKeychain(
  clock: Clock = realClock,
  options: GoogleAuthOptions = {},
): Keychain {
  const open = async () => {
    const { GoogleAuth } = await import('google-auth-library');
    return new GoogleAuth({ scopes, ...options });
  };
  let opened: ReturnType<typeof open> | undefined;
  const lend = lending(
    clock,
    async () => {
      opened ??= open();
      const token = await (await opened).getAccessToken();
      if (!token) throw new Error('no token');
      const credential = { kind: 'basic', username: 'oauth2accesstoken', password: token } as const;
      return { credential, until: clock.now() + age };
    },
    'Google',
  );
  return async (repository) => {
    const host = repository.slice(0, repository.indexOf('/'));
    return isGoogleRegistry(host) ? lend('') : undefined;
  };
}
