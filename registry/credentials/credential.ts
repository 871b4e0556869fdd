// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';

/** What a caller can show a registry. */
export type Credential =
  /** Nothing, and why, where there should have been something. */
  | { kind: 'anonymous'; why?: string }
  /** A name and a password, shown to the registry or its token service. */
  | { kind: 'basic'; username: string; password: string }
  /** An OAuth 2 refresh token for the registry's token service. */
  | { kind: 'identity'; token: string }
  /** A token that the registry itself takes. */
  | { kind: 'bearer'; token: string };

/**
 * Finds what to show for a repository (`host/path`, as requests name it: a mirror's if there is one);
 * undefined if it knows nothing for it. Account associations are such a function too. It is asked
 * anew for every operation, so it keeps what is costly to come by.
 */
export type Keychain = (repository: string) => Promise<Credential | undefined>;

export const anonymous: Credential = { kind: 'anonymous' };

/** Asks one keychain after the other; the first that knows something decides. */
export const firstOf =
  (...keychains: Keychain[]): Keychain =>
  async (repository) => {
    for (const keychain of keychains) {
      const found = await keychain(repository);
      if (found !== undefined) return found;
    }
    return undefined;
  };

/** Tells credentials apart, so that nothing fetched with one is handed out for another. */
export const fingerprint = (credential: Credential): string =>
  credential.kind === 'anonymous'
    ? credential.kind
    : createHash('sha256').update(JSON.stringify(credential)).digest('base64url');
